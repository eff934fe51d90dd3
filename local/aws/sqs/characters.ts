// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const allowed = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

/** Whether SQS takes every character of `text`; a lone half of a surrogate pair is not one. */
export const hasOnlyAllowedCharacters = (text: string): boolean => allowed.test(text);

/** What SQS says when a body has others. */
export const charactersMessage =
  "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";
