/** A request of an AWS client, off the wire or in-process. */
export interface WireRequest {
  /** The `X-Amz-Target` header: `<service target>.<operation>`; the query and REST protocols have none. */
  target: string | undefined;
  /** As text, or as the bytes that came in. */
  body: string | Buffer;
  /** `POST` when absent; an in-process caller of a JSON protocol may leave out this and all that follows. */
  method?: string;
  /** Path and query, `/` when absent. */
  url?: string;
  /** By their names in lower case. */
  headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Aborts when the caller hangs up. */
  signal?: AbortSignal;
}

/** The reply; `dropped` means that the connection closes without one. */
export interface WireReply {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  dropped?: boolean;
}

/** What a caller sees when its reply is lost. */
export const droppedReply: WireReply = { status: 0, headers: {}, body: "", dropped: true };

/** The value of a request's header, the first if there are several. */
export function headerOf({ headers }: WireRequest, name: string): string | undefined {
  const value = headers?.[name];
  return typeof value === "object" ? value[0] : value;
}
