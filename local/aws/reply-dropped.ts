/** The operation was applied, and its reply is lost: the caller sees a closed connection. */
export class ReplyDropped extends Error {}
