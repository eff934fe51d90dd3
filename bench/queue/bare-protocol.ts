/** What a bare thread is started with. */
export interface BareSetup {
  awsUrl: string;
  recordingFile: string;
  /** How many requests a thread has in flight. */
  lanes: number;
}

/** To a bare thread: send what the dispatcher sent, or what these pages sent. */
export type BareOrder = { kind: "dispatch" } | { kind: "pages"; batch: number; pages: number[] };

/** From a bare thread. */
export type BareReply =
  | { kind: "ready" }
  /** It has begun its last page and can take a batch. */
  | { kind: "hungry" }
  | { kind: "batchDone"; batch: number }
  | { kind: "dispatchDone" };
