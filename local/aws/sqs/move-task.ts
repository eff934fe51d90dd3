/** A task that moves the messages of a dead-letter queue; see the API's `StartMessageMoveTask`. */
export interface MoveTask {
  readonly id: string;
  readonly sourceArn: string;
  /** Absent: each message goes back to the queue it came from. */
  readonly destinationArn?: string;
  /** Absent: as fast as the service likes. */
  readonly messagesPerSecond?: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly toMove: number;
  moved: number;
  /** When it last moved messages, in milliseconds since the epoch. */
  steppedAt?: number;
  status: "RUNNING" | "COMPLETED" | "CANCELLED" | "FAILED";
  failureReason?: string;
}

/** The opaque text by which a client names a task. */
export const taskHandle = ({ id, sourceArn }: MoveTask): string =>
  Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString("base64");

/** What a handle says; undefined when it is none. */
export function readTaskHandle(handle: string): { taskId: string; sourceArn: string } | undefined {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, "base64").toString()) as Record<
      string,
      unknown
    >;
    return typeof taskId === "string" && typeof sourceArn === "string" ? { taskId, sourceArn } : undefined;
  } catch {
    return undefined;
  }
}
