import type { Redactor } from "../redact/default-redactor.ts";
import { type CountedMetric, metricUnits } from "./metric.ts";

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
// allows more for a name and one dimension more; both modes keep to what Powertools takes.
const nameShape = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;
const dimensionNameShape = /^(?!:)[\x21-\x7e](?:[\x20-\x7e]{0,248}[\x21-\x7e])?$/;
const dimensionValueShape = /^[\x20-\x7e]{0,1023}[\x21-\x7e]$/;
const mostDimensions = 28;
const largest = 2 ** 360;
const reserved = new Set(["_aws", "service"]);

/** Why CloudWatch would not take a value, or nobody should see it; undefined where all is well. */
export function metricFault(metric: CountedMetric, redactor: Redactor): string | undefined {
  const { name, value, unit } = metric;
  if (!isText(name, nameShape)) return "a metric's name must be 1 to 255 printable ASCII characters";
  if (unsafeName(name)) return `a metric cannot be named ${name}`;
  if (redactor.redactText(name) !== name) return "a metric's name holds what logs hide";
  if (typeof value !== "number" || !(Math.abs(value) <= largest))
    return `the value of metric ${name} is no finite number`;
  if (!metricUnits.includes(unit)) return `the unit of metric ${name} is none of CloudWatch's`;
  return dimensionsFault(metric, redactor);
}

function dimensionsFault({ name, dimensions }: CountedMetric, redactor: Redactor): string | undefined {
  const entries = Object.entries(dimensions);
  if (entries.length > mostDimensions) return `metric ${name} has more than ${mostDimensions} dimensions`;
  for (const [key, value] of entries) {
    if (!isText(key, dimensionNameShape) || !isText(value, dimensionValueShape))
      return `metric ${name} has a dimension that is not printable ASCII or too long`;
    if (key === name || unsafeName(key)) return `metric ${name} cannot have a dimension ${key}`;
    if (isHidden(key, value, redactor)) return `a dimension of metric ${name} holds what logs hide`;
  }
  return undefined;
}

function isText(value: unknown, shape: RegExp): boolean {
  return typeof value === "string" && shape.test(value);
}

// `__proto__` would not become a field, and the others are the document's own.
function unsafeName(name: string): boolean {
  return reserved.has(name) || name === "__proto__";
}

function isHidden(name: string, value: string, redactor: Redactor): boolean {
  const shown = redactor.redact({ [name]: value });
  return JSON.stringify(shown) !== JSON.stringify({ [name]: value });
}
