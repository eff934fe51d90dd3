import type { Input } from "../wire-input.ts";
import { changeMessageVisibility, changeMessageVisibilityBatch } from "./change-visibility.ts";
import { deleteMessage, deleteMessageBatch } from "./delete.ts";
import { getQueueAttributes } from "./get-queue-attributes.ts";
import type { LongPolls } from "./long-polls.ts";
import {
  cancelMessageMoveTask,
  listDeadLetterSourceQueues,
  listMessageMoveTasks,
  startMessageMoveTask,
} from "./move-operations.ts";
import type { MoveRunner } from "./move-runner.ts";
import { addPermission, removePermission } from "./permissions.ts";
import {
  createQueueOperation,
  deleteQueue,
  getQueueUrl,
  listQueues,
  purgeQueue,
  setQueueAttributes,
} from "./queue-operations.ts";
import { receiveMessage } from "./receive.ts";
import { createReceiveAttempts } from "./receive-attempts.ts";
import { sendMessage, sendMessageBatch } from "./send.ts";
import type { Store } from "./store.ts";
import { listQueueTags, tagQueue, untagQueue } from "./tags.ts";

type Operation = (input: Input, signal?: AbortSignal) => unknown;

/** Every operation that is offered, by its name. */
export function createOperations(
  store: Store,
  polls: LongPolls,
  runner: MoveRunner,
): Record<string, Operation> {
  const on =
    (operation: (store: Store, input: Input) => unknown): Operation =>
    (input) =>
      operation(store, input);
  const context = { store, polls, attempts: createReceiveAttempts() };
  return {
    CreateQueue: on(createQueueOperation),
    DeleteQueue: (input) => deleteQueue(store, polls, input),
    ListQueues: on(listQueues),
    GetQueueUrl: on(getQueueUrl),
    GetQueueAttributes: on(getQueueAttributes),
    SetQueueAttributes: on(setQueueAttributes),
    PurgeQueue: on(purgeQueue),
    SendMessage: on(sendMessage),
    SendMessageBatch: on(sendMessageBatch),
    ReceiveMessage: (input, signal) => receiveMessage(context, input, signal),
    DeleteMessage: on(deleteMessage),
    DeleteMessageBatch: on(deleteMessageBatch),
    ChangeMessageVisibility: on(changeMessageVisibility),
    ChangeMessageVisibilityBatch: on(changeMessageVisibilityBatch),
    ListDeadLetterSourceQueues: on(listDeadLetterSourceQueues),
    StartMessageMoveTask: (input) => startMessageMoveTask(store, runner, input),
    CancelMessageMoveTask: on(cancelMessageMoveTask),
    ListMessageMoveTasks: on(listMessageMoveTasks),
    TagQueue: on(tagQueue),
    UntagQueue: on(untagQueue),
    ListQueueTags: on(listQueueTags),
    AddPermission: on(addPermission),
    RemovePermission: on(removePermission),
  };
}
