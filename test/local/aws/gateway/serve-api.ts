import { virtualClock } from "#local/aws/clock.ts";
import { type ApiDefinition, createHttpApi, type HttpApi, type HttpApiOptions } from "#local/aws/http-api.ts";

/** When the clocks of these tests start. */
export const start = Date.UTC(2026, 10, 5, 7, 8, 9);

/** What events of payload format 1.0 say of a caller whom no authorizer knows. */
export const unknownCaller = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: "127.0.0.1",
  user: null,
  userAgent: "test/1",
  userArn: null,
};

const open: HttpApi[] = [];

/** Ends every API that `serveApi` started. */
export async function closeApis() {
  await Promise.all(open.splice(0).map((api) => api.close()));
}

/**
 * An API on a virtual clock in front of functions that answer as told, and the events they were called with.
 * An answer with `failure` is an error with that message.
 */
export async function serveApi<Event>(
  definition: ApiDefinition,
  answer: (event: Event, functionName: string) => unknown = () => ({ statusCode: 200 }),
  { issuers }: Pick<HttpApiOptions, "issuers"> = {},
) {
  const clock = virtualClock(start);
  const events: Event[] = [];
  const called: string[] = [];
  const sentences: string[] = [];
  const api = await createHttpApi({
    clock,
    ...(issuers && { issuers }),
    onError: (sentence) => sentences.push(sentence),
    accountId: "111122223333",
    region: "eu-west-1",
    async invoke(functionName, event) {
      events.push(event as Event);
      called.push(functionName);
      const payload = await answer(event as Event, functionName);
      const error = (payload as { failure?: boolean | string } | undefined)?.failure;
      const ended = { coldStart: false, durationMs: 1 };
      return error
        ? { ...ended, error: { errorType: "Error", errorMessage: error === true ? "boom" : error } }
        : { ...ended, payload };
    },
  });
  open.push(api);
  api.serve(definition);
  return { api, clock, events, called, sentences };
}
