import { readFileSync } from "node:fs";
import { startStack } from "@marketbrewer/aws-stand-in";

/* Runs the project in orders/ whole: an HTTP API, two functions, a queue with dead letters and a table. */

const at = (path) => new URL(`orders/${path}`, import.meta.url);

let shipped;
const isShipped = new Promise((resolve) => {
  shipped = resolve;
});
const stack = await startStack({
  template: JSON.parse(readFileSync(at("template.json"), "utf8")),
  codeDirectory: (functionName) => at(functionName).pathname,
  onLog: ({ functionName, line }) => console.error(functionName, line),
  // The mapping deletes the messages of a batch that has succeeded.
  onCall: ({ operation }) => operation === "DeleteMessageBatch" && shipped(),
});

const reply = await fetch(`${stack.httpUrl}/orders`, { method: "POST", body: '{"id":"order-1"}' });
console.log(reply.status, await reply.text());

await isShipped;
const { Item } = await stack.call("dynamodb", "GetItem", {
  TableName: "orders",
  Key: { id: { S: "order-1" } },
});
console.log(Item.status.S);
await stack.close();
