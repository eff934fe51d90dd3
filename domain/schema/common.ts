import Type, { type TProperties } from "typebox";

/** An object that refuses fields it does not name. */
export const strict = <T extends TProperties>(properties: T) =>
  Type.Object(properties, { additionalProperties: false });

/** Text on one line with something in it. Its pattern, like all here, has one way to match, so it runs in linear time. */
export const line = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: "^ *[^\\s\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$",
  });

/** Text that may have line breaks; NUL and the other control characters are refused. */
export const text = (maxLength: number, minLength = 0) =>
  Type.String({ minLength, maxLength, pattern: "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$" });

/** A moment in ISO 8601, UTC, with milliseconds. */
export const Instant = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$" });

/** An amount of money in integer micro-USD (1 USD = 1,000,000). */
export const MicroUsd = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** An id that this system makes: lower-case letters and digits. */
export const Id = Type.String({ pattern: "^[a-z0-9][a-z0-9-]{0,63}$" });

export const Language = Type.Enum(["en", "es"]);
export const Slug = Type.String({ pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", maxLength: 161 });
/** Counts up with every change; an update names the version it read. */
export const Version = Type.Integer({ minimum: 1 });
/** Says where the next page of a list begins; opaque to clients. */
export const Cursor = Type.String({ minLength: 1, maxLength: 1024, pattern: "^[A-Za-z0-9_-]+$" });

export const EmailAddress = Type.String({
  maxLength: 254,
  pattern: '^[^\\s@<>"]+@([^\\s@<>".]+\\.)+[^\\s@<>".]+$',
});
export const Phone = Type.String({ maxLength: 32, pattern: "^\\+?[0-9(][0-9 ().-]{5,29}[0-9]$" });
export const WebAddress = Type.String({ maxLength: 300, pattern: '^https?://[^\\s<>"]+$' });
export const State = Type.String({ pattern: "^[A-Z]{2}$" });
export const Zip = Type.String({ pattern: "^\\d{5}(-\\d{4})?$" });

/** How a list is asked for: at most `limit` items, from `cursor` on. */
export const ListQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  cursor: Type.Optional(Cursor),
};

/** A page of a list; `cursor` is absent on the last one. */
export const listOf = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  strict({ items: Type.Array(item), cursor: Type.Optional(Cursor) });
