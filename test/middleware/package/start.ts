/** The README's ten-line start: what a stranger puts into `hello.mjs`. */
export const start = `import { api } from "@marketbrewer/middleware";
import { httpApiEvent, lambdaContext } from "@marketbrewer/middleware/testing";

export const handler = api(({ query, log }) => {
  log.info("greeting", { name: query.name });
  return { hello: query.name };
});

console.log(await handler(httpApiEvent({ query: { name: "Ada" } }), lambdaContext()));
`;
