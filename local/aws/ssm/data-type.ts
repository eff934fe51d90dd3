import { isIPv4, isIPv6 } from "node:net";
import { validation } from "./errors.ts";

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
const host =
  /^(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$/;
const anything = () => true;

// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
const checks: Record<string, (value: string) => boolean> = {
  text: anything,
  "aws:ec2:image": (value) => /^ami-[A-Za-z0-9]{8,17}$/.test(value),
  "aws:ssm:integration": anything,
  "aws:region": (value) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(value),
  "aws:account:id": (value) => /^\d{12}$/.test(value),
  boolean: (value) => /^(true|false)$/i.test(value),
  integer: (value) => /^[+-]?\d+$/.test(value),
  float: (value) => /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value),
  binary: anything,
  hostname: (value) => host.test(value),
  email: (value) => /^[^\s@]+@[^\s@]+$/.test(value) && host.test(value.slice(value.indexOf("@") + 1)),
  "ipv4-address": isIPv4,
  "ipv6-address": isIPv6,
  url: (value) => URL.canParse(value),
  json: isJson,
  jsonc: anything,
};

/** @throws AwsError ValidationException for an unknown data type, or a value that is not of that type. */
export function checkDataType(dataType: string, value: string): void {
  const check = checks[dataType];
  if (!check)
    throw validation(
      `The following data type is not supported: ${dataType} (Data type names are all lowercase.)`,
    );
  if (!check(value)) throw validation(`The value of the parameter is not of the data type ${dataType}.`);
}
