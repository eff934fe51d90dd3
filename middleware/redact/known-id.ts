const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const time = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{5,15}(?:Z|[+-]\d\d:\d\d)?)?$/;
const hex = /^[0-9a-f]{32,64}$/i;
const ulid = /^(?:[a-z]{1,16}[_-])?[0-9A-HJKMNP-TV-Z]{26}$/i;
const arn = /^arn:aws[\w:/.*+=-]{1,400}$/;
// Shorter than a card's number.
const count = /^\d{1,13}$/;
const xrayTrace =
  /^(?:Root=)?1-[0-9a-f]{8}-[0-9a-f]{24}(?:;(?:Parent|Sampled|Self|Lineage)=[\w:.-]{1,80}){0,4}$/;
const traceparent = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Whether a text is one id of known shape: the most common text with digits, which must arrive unchanged. */
export function isKnownId(text: string): boolean {
  const { length } = text;
  if (length <= 13 && count.test(text)) return true;
  if (text.charCodeAt(4) === 45 && length <= 35) return time.test(text);
  if (length < 26) return false;
  if (text.charCodeAt(3) === 58) return length < 480 && arn.test(text);
  if (text.charCodeAt(2) === 45 && length === 55) return traceparent.test(text);
  if (text.charCodeAt(1) === 45 || text.charCodeAt(6) === 45) {
    if (length < 480 && xrayTrace.test(text)) return true;
  }
  if (length === 36 && uuid.test(text)) return true;
  if (length <= 43 && ulid.test(text)) return true;
  return (length === 32 || length === 40 || length === 64) && hex.test(text);
}
