import { type Input, optionalInteger, optionalString } from "../wire-input.ts";
import { commit } from "./apply.ts";
import { invalidParameter, sqsError } from "./errors.ts";
import type { MoveRunner } from "./move-runner.ts";
import { type MoveTask, readTaskHandle, taskHandle } from "./move-task.ts";
import { readPage } from "./pages.ts";
import type { Queue } from "./queue.ts";
import { requiredString } from "./required-string.ts";
import { addressedQueue, queueByArn, type Store, settle, urlOf } from "./store.ts";

const fastest = 500;
const mostResults = 10;

/** The queues whose dead-letter queue this is. */
const sourcesOf = (store: Store, { arn }: Queue): Queue[] =>
  [...store.queues.values()].filter(({ settings }) => settings.redrive?.deadLetterTargetArn === arn);

/** The operation ListDeadLetterSourceQueues. */
export function listDeadLetterSourceQueues(store: Store, input: Input) {
  const queue = addressedQueue(store, input, store.options.clock.now());
  const { names, token } = readPage(
    input,
    sourcesOf(store, queue)
      .map(({ name }) => name)
      .sort(),
  );
  return { queueUrls: names.map((name) => urlOf(store, name)), ...(token && { NextToken: token }) };
}

function existing(store: Store, parameter: string, arn: string): Queue {
  const queue = queueByArn(store, arn);
  if (queue) return queue;
  throw sqsError(
    "ResourceNotFoundException",
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
  );
}

const refuse = (message: string) => sqsError("InvalidParameterValue", message);

function checkEnds(store: Store, source: Queue, destinationArn: string | undefined) {
  const destination =
    destinationArn === undefined ? undefined : existing(store, "DestinationArn", destinationArn);
  if (sourcesOf(store, source).length === 0)
    throw refuse("Source queue must be configured as a Dead Letter Queue.");
  if (destination === source) throw refuse("Source queue arn and destination queue arn cannot be the same.");
  if (destination && destination.fifo !== source.fifo)
    throw refuse("Source queue and destination queue must be of the same type.");
}

function readSpeed(input: Input): number | undefined {
  const speed = optionalInteger(input, "MaxNumberOfMessagesPerSecond");
  if (speed === undefined || (speed >= 1 && speed <= fastest)) return speed;
  throw invalidParameter(
    "MaxNumberOfMessagesPerSecond",
    speed,
    `Must be between 1 and ${fastest}, if provided.`,
  );
}

/** The operation StartMessageMoveTask. */
export function startMessageMoveTask(store: Store, runner: MoveRunner, input: Input) {
  const at = store.options.clock.now();
  const source = existing(store, "SourceArn", requiredString(input, "SourceArn"));
  const destinationArn = optionalString(input, "DestinationArn");
  const messagesPerSecond = readSpeed(input);
  checkEnds(store, source, destinationArn);
  if (store.tasks.some(({ sourceArn, status }) => sourceArn === source.arn && status === "RUNNING"))
    throw refuse(
      "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
    );
  settle(source, at);
  const task: MoveTask = {
    id: store.ids.next(at),
    sourceArn: source.arn,
    ...(destinationArn !== undefined && { destinationArn }),
    ...(messagesPerSecond !== undefined && { messagesPerSecond }),
    startedAt: at,
    toMove: source.contents.counts.visible,
    moved: 0,
    status: "RUNNING",
  };
  commit(store, { kind: "startMove", task }, at);
  runner.run(task.id);
  return { TaskHandle: taskHandle(task) };
}

/** The operation CancelMessageMoveTask. */
export function cancelMessageMoveTask(store: Store, input: Input) {
  const at = store.options.clock.now();
  const handle = readTaskHandle(requiredString(input, "TaskHandle"));
  if (!handle) throw refuse("Value for parameter TaskHandle is invalid.");
  existing(store, "SourceArn", handle.sourceArn);
  const task = store.tasks.find(({ id }) => id === handle.taskId);
  if (!task) throw sqsError("ResourceNotFoundException", "Task does not exist.");
  if (task.status !== "RUNNING") throw refuse("Only active tasks can be cancelled.");
  commit(store, { kind: "endMove", taskId: task.id, status: "CANCELLED" }, at);
  return { ApproximateNumberOfMessagesMoved: task.moved };
}

const renderTask = (task: MoveTask) => ({
  ...(task.status === "RUNNING" && { TaskHandle: taskHandle(task) }),
  Status: task.status,
  SourceArn: task.sourceArn,
  ...(task.destinationArn && { DestinationArn: task.destinationArn }),
  ...(task.messagesPerSecond && { MaxNumberOfMessagesPerSecond: task.messagesPerSecond }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  ...(task.failureReason && { FailureReason: task.failureReason }),
  StartedTimestamp: task.startedAt,
});

/** The operation ListMessageMoveTasks: the newest first. */
export function listMessageMoveTasks(store: Store, input: Input) {
  const source = existing(store, "SourceArn", requiredString(input, "SourceArn"));
  const most = optionalInteger(input, "MaxResults") ?? 1;
  if (most < 1 || most > mostResults)
    throw invalidParameter("MaxResults", most, `Must be between 1 and ${mostResults}, if provided.`);
  const results = store.tasks.filter(({ sourceArn }) => sourceArn === source.arn).slice(0, most);
  return results.length > 0 ? { Results: results.map(renderTask) } : {};
}
