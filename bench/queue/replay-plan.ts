import { type Request, sortKey } from "./request.ts";

/** What a bare loop sends: the dispatcher's requests in order, and one list for each page. */
export interface ReplayPlan {
  dispatch: Request[];
  pages: Request[][];
}

const pageItem = /^[PC]#(\d+)/;

/**
 * Sorts the requests of one run, in the order of their ends, into what the dispatcher and what each page sent. What a
 * batch of pages shares (a read of META or SPEC) goes before the next page that is claimed; what the last page of a
 * chunk or job adds goes behind the page that was counted in last.
 */
export function replayPlan(requests: readonly Request[]): ReplayPlan {
  const dispatch: Request[] = [];
  const pages = new Map<number, Request[]>();
  let shared: Request[] = [];
  let latest: Request[] = [];
  for (const request of requests) {
    const n = pageNumber(request);
    if (n !== undefined) {
      latest = pages.get(n) ?? shared;
      if (!pages.has(n)) shared = [];
      pages.set(n, latest);
      latest.push(request);
    } else if (isOfDispatch(request, dispatch)) dispatch.push(request);
    else if (request.operation === "GetItem") shared.push(request);
    else latest.push(request);
  }
  latest.push(...shared);
  return { dispatch, pages: [...pages.values()] };
}

/** The page that a request is about: of a page's or content's key, or the one number that is added to a progress. */
function pageNumber(request: Request): number | undefined {
  const sk = sortKey(request);
  const [, digits] = pageItem.exec(sk) ?? [];
  if (digits !== undefined) return Number(digits);
  return sk === "PROG" && request.operation === "UpdateItem" ? countedPage(request) : undefined;
}

function countedPage({ input }: Request): number | undefined {
  const values = Object.values((input.ExpressionAttributeValues ?? {}) as Record<string, { NS?: string[] }>);
  const [number] = values.find(({ NS }) => NS?.length === 1)?.NS ?? [];
  return number === undefined ? undefined : Number(number);
}

function isOfDispatch(request: Request, dispatch: readonly Request[]): boolean {
  const { service, operation, input } = request;
  if (service === "sqs") return true;
  if (operation === "GetItem") return dispatch.length === 0;
  const names = Object.values((input.ExpressionAttributeNames ?? {}) as Record<string, string>);
  return names.includes("cursor") || sortKey(request).includes("#DISPATCHED#");
}
