import fc from "fast-check";

const text = (DataType: unknown, StringValue: unknown) => ({ DataType, StringValue });

/** Message attributes that every implementation takes. */
export const messageAttributes = fc.record(
  {
    kind: fc.constantFrom(text("String", "a"), text("String.own", "größe"), text("String", "\u{1F680}")),
    count: fc.constantFrom(text("Number", "1"), text("Number", "-2.5e3"), text("Number.int", "0")),
    "data.raw-1": fc.constantFrom(
      { DataType: "Binary", BinaryValue: "AAEC" },
      { DataType: "Binary.gif", BinaryValue: "R0lG" },
    ),
  },
  { requiredKeys: [] },
);

const eleven = Object.fromEntries(
  Array.from({ length: 11 }, (_, index) => [`a${index}`, text("String", "x")]),
);

/** Message attributes each of which breaks one rule. */
export const wrongMessageAttributes: readonly Record<string, object>[] = [
  eleven,
  { "": text("String", "x") },
  { "a b": text("String", "x") },
  { ".a": text("String", "x") },
  { "AWS.a": text("String", "x") },
  { ["n".repeat(257)]: text("String", "x") },
  { a: text("Text", "x") },
  { a: text("", "x") },
  { a: text(undefined, "x") },
  { a: text("String", "") },
  { a: text("Number", "ten") },
  { a: text("String", "\u0001") },
  { a: text("Binary", "x") },
];

/** A tracing header, as a sender may set it. */
export const trace = { AWSTraceHeader: text("String", "Root=1-5759e988-bd862e3fe1be46a994272793") };
