import { expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { emfMetrics } from "#cloud/emf-metrics.ts";
import { noteClock } from "./wire.ts";

// The schema of the embedded metric format, as far as counts use it:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
const text = (maxLength: number) => ({ type: "string", minLength: 1, maxLength });
const metric = {
  type: "object",
  required: ["Name"],
  properties: { Name: text(1024), Unit: { enum: ["Count", "Milliseconds", "None"] } },
  additionalProperties: false,
};
const directive = {
  type: "object",
  required: ["Namespace", "Dimensions", "Metrics"],
  properties: {
    Namespace: text(1024),
    Dimensions: { type: "array", minItems: 1, items: { type: "array", maxItems: 30, items: text(250) } },
    Metrics: { type: "array", maxItems: 100, items: metric },
  },
  additionalProperties: false,
};
const embeddedMetricFormat = {
  type: "object",
  required: ["_aws"],
  properties: {
    _aws: {
      type: "object",
      required: ["Timestamp", "CloudWatchMetrics"],
      properties: {
        Timestamp: { type: "integer" },
        CloudWatchMetrics: { type: "array", minItems: 1, items: directive },
      },
    },
  },
};

const isValid = new Ajv().compile(embeddedMetricFormat);

/** The one line that `count` writes, read back. */
function counted(...count: Parameters<ReturnType<typeof emfMetrics>["count"]>) {
  const lines: string[] = [];
  emfMetrics(noteClock(1_767_225_600_000), (line) => lines.push(line)).count(...count);
  expect(lines).toHaveLength(1);
  const line = lines[0] ?? "";
  expect(line).not.toContain("\n");
  return JSON.parse(line);
}

test.each<Parameters<typeof counted>>([
  ["PagesDone"],
  ["PagesDone", 5],
  ["PagesFailed", 2, { code: "EXHAUSTED", stage: "prod" }],
])("a count of %s is a line that CloudWatch reads", (...count) => {
  const line = counted(...count);
  expect(isValid(line) || isValid.errors).toBe(true);
  const [{ Namespace, Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
  expect(Namespace).toBe("MarketBrewer");
  // Every target that is referred to stands at the root: a metric as a number, a dimension as text.
  for (const { Name } of Metrics) expect(typeof line[Name]).toBe("number");
  for (const name of Dimensions.flat()) expect(typeof line[name]).toBe("string");
});

test("value, dimensions and time are those that were given", () => {
  expect(counted("PagesFailed", 2, { code: "EXHAUSTED" })).toEqual({
    _aws: {
      Timestamp: 1_767_225_600_000,
      CloudWatchMetrics: [
        {
          Namespace: "MarketBrewer",
          Dimensions: [["code"]],
          Metrics: [{ Name: "PagesFailed", Unit: "Count" }],
        },
      ],
    },
    code: "EXHAUSTED",
    PagesFailed: 2,
  });
});

test("one is counted, without dimensions, when nothing else is said", () => {
  const line = counted("PagesDone");
  expect(line.PagesDone).toBe(1);
  expect(line._aws.CloudWatchMetrics[0].Dimensions).toEqual([[]]);
});
