/** The account of the other server; ours is written as this one. */
export const peerAccount = "000000000000";

/** The queue of every generated call; a test writes a name of its own instead. */
export const anyQueue = "QUEUE";

/** The URL of a queue; both servers look at its last part only. */
export const urlOf = (name: string): string => `http://127.0.0.1/${peerAccount}/${name}`;

/** The ARN of a queue, in the other's account; it is written anew for ours. */
export const arnOf = (name: string): string => `arn:aws:sqs:us-east-1:${peerAccount}:${name}`;
