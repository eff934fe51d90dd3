import { commit } from "./apply.ts";
import type { Renewal } from "./changes.ts";
import type { Message } from "./message.ts";
import type { MoveTask } from "./move-task.ts";
import { moveMessage } from "./place-message.ts";
import type { Queue } from "./queue.ts";
import { queueByArn, record, type Store, settle } from "./store.ts";

/** Carries out the move tasks, on the clock. */
export interface MoveRunner {
  /** Goes on with that task until it ends. */
  run(taskId: string): void;
}

// Without a limit AWS chooses the speed; ours is its documented most, 500 messages a second.
const steps = { interval: 100, messages: 50 };
const second = 1000;

const noQueue = "AWS.SimpleQueueService.NonExistentQueue";

const stepOf = ({ messagesPerSecond }: MoveTask) =>
  messagesPerSecond === undefined ? steps : { interval: second, messages: messagesPerSecond };

function nextStepAt(task: MoveTask): number {
  if (task.steppedAt !== undefined) return task.steppedAt + stepOf(task).interval;
  return task.startedAt + (task.messagesPerSecond === undefined ? 0 : second);
}

// A moved message is a new one: id, time and receive count start again.
function renew(store: Store, target: Queue, at: number): Renewal {
  const renewal = { id: store.ids.next(at), sentAt: at };
  if (!target.fifo) return renewal;
  return { ...renewal, sequenceNumber: String(++target.sequence).padStart(20, "0") };
}

const destinationOf = (store: Store, task: MoveTask, { sourceArn }: Message) =>
  queueByArn(store, task.destinationArn ?? sourceArn ?? "");

interface Planned {
  message: Message;
  target: Queue;
  renewal: Renewal;
}

/** Takes the next messages of a task out of its queue, and says why it cannot go on after them, if so. */
function plan(store: Store, task: MoveTask, source: Queue, at: number) {
  const planned: Planned[] = [];
  for (let left = Math.min(stepOf(task).messages, task.toMove - task.moved); left > 0; left--) {
    const message = source.contents.next(undefined);
    if (!message) break;
    const target = destinationOf(store, task, message);
    if (!target) {
      const known = task.destinationArn ?? message.sourceArn;
      return { planned, failure: known ? noQueue : "CouldNotDetermineMessageSource" };
    }
    source.contents.takeOut(message);
    planned.push({ message, target, renewal: renew(store, target, at) });
  }
  return { planned, failure: undefined };
}

function takeBack(store: Store, source: Queue, planned: readonly Planned[]) {
  store.ids.skip(-planned.length);
  for (const { message, target, renewal } of planned) {
    source.contents.putBack(message);
    if (renewal.sequenceNumber !== undefined) target.sequence--;
  }
}

/**
 * Moves the next messages of a task, in one journal record; says why it cannot go on, if so.
 * @throws Error when the journal cannot be written; then all is as it was.
 */
function moveSome(store: Store, task: MoveTask, source: Queue, at: number): string | undefined {
  const { planned, failure } = plan(store, task, source, at);
  const moves = planned.map(({ message, target, renewal }) => ({
    id: message.sent.id,
    queue: target.name,
    renewal,
  }));
  if (moves.length > 0)
    record(store, { kind: "move", taskId: task.id, moves }, at, () => takeBack(store, source, planned));
  for (const { message, target, renewal } of planned) moveMessage(target, message, renewal, at);
  task.moved += moves.length;
  task.steppedAt = at;
  for (const queue of new Set(planned.map(({ target }) => target))) store.onChange(queue);
  return failure;
}

/** @param store the tasks that run are in it, so a cancelled one is not gone on with. */
export function createMoveRunner(store: Store): MoveRunner {
  const { clock } = store.options;
  const end = (task: MoveTask, status: MoveTask["status"], failureReason?: string) =>
    commit(
      store,
      { kind: "endMove", taskId: task.id, status, ...(failureReason && { failureReason }) },
      clock.now(),
    );
  const step = (task: MoveTask) => {
    const at = clock.now();
    const source = queueByArn(store, task.sourceArn);
    if (!source) return end(task, "FAILED", noQueue);
    settle(source, at);
    const failure = moveSome(store, task, source, at);
    if (failure) return end(task, "FAILED", failure);
    if (task.moved >= task.toMove || !source.contents.next(undefined)) return end(task, "COMPLETED");
    schedule(task);
  };
  // When the journal cannot be written, which every client hears at its own change, it is tried again.
  const tryStep = (task: MoveTask) => {
    try {
      step(task);
    } catch {
      clock.schedule(clock.now() + second, () => task.status === "RUNNING" && tryStep(task));
    }
  };
  // A replayed task is scheduled before its later steps are known, so the time is looked at again.
  const schedule = (task: MoveTask) =>
    void clock.schedule(nextStepAt(task), () => {
      if (task.status !== "RUNNING") return;
      if (clock.now() < nextStepAt(task)) schedule(task);
      else tryStep(task);
    });
  return {
    run(taskId) {
      const task = store.tasks.find(({ id }) => id === taskId);
      if (task) schedule(task);
    },
  };
}
