import { type Input, optionalObject, optionalString } from "../wire-input.ts";
import { hasOnlyAllowedCharacters } from "./characters.ts";
import { sqsError } from "./errors.ts";
import type { MessageAttribute } from "./message.ts";

const mostAttributes = 10;
const longestName = 256;

const refuse = (message: string) => sqsError("InvalidParameterValue", message);

function checkName(name: string) {
  if (name.length === 0 || name.length > longestName || !/^[\p{L}\p{N}_.-]+$/u.test(name))
    throw refuse(
      `The message attribute name '${name}' is invalid. Attribute name can contain A-Z, a-z, 0-9, underscore (_), hyphen (-), and period (.) characters, and be 1 to 256 long.`,
    );
  if (name.startsWith(".") || name.endsWith(".") || name.includes(".."))
    throw refuse(
      `The message attribute name '${name}' is invalid. It must not start or end with a period or have periods in succession.`,
    );
  if (/^(aws|amazon)\./i.test(name))
    throw refuse(
      `The message attribute name '${name}' is invalid. Names must not start with 'AWS.' or 'Amazon.', which are reserved.`,
    );
}

function checkType(name: string, type: string | undefined): string {
  if (!type) throw refuse(`The message attribute '${name}' must contain non-empty message attribute type.`);
  if (type.length > longestName || !/^(String|Number|Binary)(\.[\w.-]+)?$/.test(type))
    throw refuse(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  return type;
}

const mostDigits = 38;

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
function isNumber(text: string): boolean {
  const [, digits] = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.exec(text) ?? [];
  const significant = digits?.replace(".", "").replace(/^0+/, "").replace(/0+$/, "");
  const value = Number(text);
  return significant !== undefined && significant.length <= mostDigits && value >= -1e128 && value <= 1e126;
}

function textValue(name: string, type: string, value: string): MessageAttribute {
  if (!hasOnlyAllowedCharacters(value))
    throw refuse(
      `Message (user) attribute '${name}' contains characters that are not allowed in a message body.`,
    );
  if (type.startsWith("Number") && !isNumber(value))
    throw refuse(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  return { DataType: type, StringValue: value };
}

/** Checks one attribute and keeps only its own members. */
function readAttribute(name: string, attribute: Input): MessageAttribute {
  checkName(name);
  const type = checkType(name, optionalString(attribute, "DataType"));
  if (
    [attribute.StringListValues, attribute.BinaryListValues].some(
      (list) => Array.isArray(list) && list.length,
    )
  )
    throw refuse("Message attribute list values in SendMessage operation are not supported.");
  const binary = type.startsWith("Binary");
  const value = optionalString(attribute, binary ? "BinaryValue" : "StringValue");
  if (!value)
    throw refuse(`Message (user) attribute '${name}' must contain a non-empty value of type '${type}'.`);
  return binary ? { DataType: type, BinaryValue: value } : textValue(name, type, value);
}

/**
 * The custom attributes of a message that is being sent; undefined when it has none.
 * See https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 * @throws AwsError InvalidParameterValue naming the attribute that breaks a rule.
 */
export function readMessageAttributes(input: Input): Record<string, MessageAttribute> | undefined {
  const given = optionalObject(input, "MessageAttributes");
  if (!given) return undefined;
  const names = Object.keys(given);
  if (names.length === 0) return undefined;
  if (names.length > mostAttributes)
    throw refuse(
      `Number of message attributes [${names.length}] exceeds the allowed maximum [${mostAttributes}].`,
    );
  return Object.fromEntries(
    names.map((name) => [name, readAttribute(name, optionalObject(given, name) ?? {})]),
  );
}

/**
 * The X-Ray header among a message's system attributes.
 * @throws AwsError InvalidParameterValue for any other system attribute.
 */
export function readTrace(input: Input): string | undefined {
  const given = optionalObject(input, "MessageSystemAttributes");
  if (!given) return undefined;
  const other = Object.keys(given).find((name) => name !== "AWSTraceHeader");
  if (other !== undefined)
    throw refuse(
      `Message system attribute '${other}' is not supported; a sender may set AWSTraceHeader only.`,
    );
  const header = optionalObject(given, "AWSTraceHeader");
  if (!header) return undefined;
  const value = optionalString(header, "StringValue");
  if (optionalString(header, "DataType") !== "String" || !value)
    throw refuse(
      "Message system attribute 'AWSTraceHeader' must contain a non-empty value of type 'String'.",
    );
  return value;
}

const base64Bytes = (text: string) => Buffer.byteLength(text, "base64");

/** How many bytes attributes add to a message's size: their names, types and values. */
export function sizeOfAttributes(attributes: Record<string, MessageAttribute> | undefined): number {
  if (!attributes) return 0;
  let size = 0;
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes))
    size +=
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue ?? "") +
      base64Bytes(BinaryValue ?? "");
  return size;
}
