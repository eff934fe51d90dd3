import type { HttpEvent } from "#middleware";

/** What the measured route takes and gives; every stack has the same. */
export const orderSchema = {
  type: "object",
  additionalProperties: false,
  required: ["article", "quantity", "note", "lines"],
  properties: {
    article: { type: "string", minLength: 1, maxLength: 80 },
    quantity: { type: "integer", minimum: 1, maximum: 1_000 },
    note: { type: "string", maxLength: 2_000 },
    lines: {
      type: "array",
      maxItems: 50,
      items: {
        type: "object",
        required: ["sku", "count", "price"],
        properties: { sku: { type: "string" }, count: { type: "integer" }, price: { type: "number" } },
      },
    },
  },
} as const;

/** The answer's schema. */
export const receiptSchema = {
  type: "object",
  additionalProperties: false,
  required: ["id", "article", "total"],
  properties: { id: { type: "string" }, article: { type: "string" }, total: { type: "number" } },
} as const;

/** A body that fits the schema. */
export interface Order {
  article: string;
  quantity: number;
  note: string;
  lines: { sku: string; count: number; price: number }[];
}

/** The work itself: what stays when every stack is taken away. */
export function receiptOf({ article, lines }: Order) {
  return {
    id: "order-1",
    article,
    total: lines.reduce((sum, { count, price }) => sum + count * price, 0),
  };
}

const lines = Array.from({ length: 10 }, (_, index) => ({
  sku: `sku-${index}-blue-large`,
  count: index + 1,
  price: 19.5,
}));
const body = JSON.stringify({
  article: "emergency-plumber-beacon-ny",
  quantity: 3,
  note: "Please leave it at the side door, the front one sticks in wet weather. ".repeat(5),
  lines,
});

/** Where the browser of the measured requests stands. */
export const origin = "https://app.example.com";

let made = 0;

/** An HTTP API 2.0 event with a body of about 1 KB and an idempotency key of its own. */
export function orderEvent(token: string): HttpEvent {
  made += 1;
  return {
    version: "2.0",
    routeKey: "POST /orders",
    rawPath: "/orders",
    headers: {
      accept: "application/json",
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "idempotency-key": `order-key-${made}`,
      origin,
      "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
      "x-request-id": `request-${String(made).padStart(12, "0")}`,
      "x-forwarded-for": "192.0.2.7",
    },
    queryStringParameters: {},
    pathParameters: {},
    requestContext: {
      requestId: `gateway-${made}`,
      http: { method: "POST", path: "/orders", sourceIp: "192.0.2.7" },
    },
    isBase64Encoded: false,
    body,
  };
}
