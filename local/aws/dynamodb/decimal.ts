import { validation } from "./errors.ts";

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
const mostDigits = 38;
const highestMagnitude = 125;
const lowestMagnitude = -130;

const literal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const shortInteger = /^(?:0|-?[1-9]\d{0,14})$/;

/**
 * The one text by which a number is stored: no exponent, no needless zero.
 * @throws AwsError ValidationException when it is no number, out of range, or has more than 38 digits.
 */
export function canonicalNumber(text: string): string {
  if (shortInteger.test(text)) return text;
  const [, sign, whole = "", fraction = "", exponent = "0"] = literal.exec(text) ?? [];
  if ((!whole && !fraction) || !fitsLong(exponent))
    throw validation(`The parameter cannot be converted to a numeric value: ${text}`);
  const scale = Number(exponent) - fraction.length;
  const number = render(sign === "-", whole + fraction, scale);
  // Zero is held to the range by the exponent that it is written with.
  if (number === "0") checkRange(1, scale);
  return number;
}

// AWS reads an exponent as a signed number of 64 bits.
function fitsLong(exponent: string): boolean {
  return exponent.length < 18 || BigInt.asIntN(64, BigInt(exponent)) === BigInt(exponent);
}

/** Compares two canonical numbers without loss: negative, zero or positive. */
export function compareNumbers(left: string, right: string): number {
  if (left === right) return 0;
  // Up to 15 characters a double tells any two decimals apart.
  if (left.length <= 15 && right.length <= 15) return Number(left) - Number(right);
  const [a, b] = align(left, right);
  return a < b ? -1 : 1;
}

/** Adds two canonical numbers exactly. @throws AwsError ValidationException when the sum cannot be stored. */
export function addNumbers(left: string, right: string): string {
  if (shortInteger.test(left) && shortInteger.test(right)) return String(Number(left) + Number(right));
  const [a, b, exponent] = align(left, right);
  const sum = a + b;
  return render(sum < 0n, String(sum < 0n ? -sum : sum), exponent);
}

/** Subtracts two canonical numbers exactly. @throws AwsError ValidationException when it cannot be stored. */
export function subtractNumbers(left: string, right: string): string {
  return addNumbers(left, right.startsWith("-") ? right.slice(1) : right === "0" ? right : `-${right}`);
}

/** The bytes that a canonical number counts for in an item: two digits a byte, each side of the point by itself. */
export function numberSize(text: string): number {
  if (text === "0") return 1;
  const negative = text.startsWith("-") ? 1 : 0;
  if (!text.includes(".")) return 1 + Math.ceil((trimEnd(text).length - negative) / 2) + negative;
  const [whole = "", fraction = ""] = text.slice(negative).split(".");
  const wholeDigits = whole === "0" ? 0 : whole.length;
  const fractionDigits = whole === "0" ? trimStart(fraction).length : fraction.length;
  return 1 + Math.ceil(wholeDigits / 2) + Math.ceil(fractionDigits / 2) + negative;
}

function align(left: string, right: string): [bigint, bigint, number] {
  const exponent = Math.min(exponentOf(left), exponentOf(right));
  return [scaled(left, exponent), scaled(right, exponent), exponent];
}

function exponentOf(text: string): number {
  const point = text.indexOf(".");
  return point < 0 ? 0 : point - text.length + 1;
}

const scaled = (text: string, exponent: number): bigint =>
  BigInt(text.replace(".", "")) * 10n ** BigInt(exponentOf(text) - exponent);

function render(negative: boolean, digits: string, exponent: number): string {
  const stripped = trimStart(digits);
  const significant = trimEnd(stripped);
  if (significant === "") return "0";
  const scale = exponent + stripped.length - significant.length;
  checkRange(significant.length, significant.length - 1 + scale);
  return (negative ? "-" : "") + plain(significant, scale);
}

function checkRange(digits: number, magnitude: number): void {
  const tooFar = "Attempting to store a number with magnitude";
  if (magnitude > highestMagnitude)
    throw validation(`Number overflow. ${tooFar} larger than supported range`);
  if (magnitude < lowestMagnitude)
    throw validation(`Number underflow. ${tooFar} smaller than supported range`);
  if (digits > mostDigits)
    throw validation("Attempting to store more than 38 significant digits in a Number");
}

function plain(significant: string, scale: number): string {
  const point = significant.length + scale;
  if (scale >= 0) return significant + "0".repeat(scale);
  if (point > 0) return `${significant.slice(0, point)}.${significant.slice(point)}`;
  return `0.${"0".repeat(-point)}${significant}`;
}

function trimStart(digits: string): string {
  let start = 0;
  while (digits[start] === "0") start++;
  return digits.slice(start);
}

function trimEnd(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}
