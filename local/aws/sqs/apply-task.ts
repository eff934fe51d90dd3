import type { Change, Move } from "./changes.ts";
import type { MoveTask } from "./move-task.ts";
import { moveMessage } from "./place-message.ts";
import { queueByArn, type Store, settle } from "./store.ts";

/** A change of a move task. */
export type TaskChange = Extract<Change, { kind: "startMove" | "move" | "endMove" }>;

/** Whether a change is one of a move task. */
export const isTaskChange = (change: Change): change is TaskChange =>
  change.kind === "startMove" || change.kind === "move" || change.kind === "endMove";

/** Applies a change of a move task. */
export function applyToTask(store: Store, change: TaskChange, at: number): void {
  if (change.kind === "startMove") {
    store.tasks.unshift({ ...change.task });
    return;
  }
  const task = store.tasks.find(({ id }) => id === change.taskId);
  if (!task) return;
  if (change.kind === "move") applyMoves(store, task, change.moves, at);
  else Object.assign(task, { status: change.status, failureReason: change.failureReason });
}

function applyMoves(store: Store, task: MoveTask, moves: Move[], at: number) {
  const source = queueByArn(store, task.sourceArn);
  if (!source) return;
  settle(source, at);
  for (const { id, queue, renewal } of moves) {
    const message = source.contents.get(id);
    const target = store.queues.get(queue);
    if (!message || !target) continue;
    source.contents.takeOut(message);
    moveMessage(target, message, renewal, at);
  }
  task.moved += moves.length;
  task.steppedAt = at;
}
