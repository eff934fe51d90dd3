const date = /^\d{4}-(\d\d)-(\d\d)$/;
const time = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;
const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

/**
 * The formats of JSON Schema that are checked
 * (https://json-schema.org/draft/2019-09/json-schema-validation#rfc.section.7.3).
 */
export const formats: Record<string, RegExp | ((text: string) => boolean)> = {
  date: isDate,
  time,
  "date-time": isDateTime,
  email: /^[^\s@"(),:;<>[\]\\]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}$/i,
  uri: (text) => /^[a-z][a-z0-9+.-]*:/i.test(text) && URL.canParse(text) && !/\s/.test(text),
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  hostname: /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i,
  ipv4: new RegExp(`^${octet}(?:\\.${octet}){3}$`),
  ipv6: (text) => /^[0-9a-f:.]{2,45}$/i.test(text) && URL.canParse(`http://[${text}]/`),
};

function isDate(text: string): boolean {
  const parts = date.exec(text);
  const parsed = new Date(`${text}T00:00:00Z`);
  return parts !== null && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

function isDateTime(text: string): boolean {
  return /^.{10}[T ]/i.test(text) && isDate(text.slice(0, 10)) && time.test(text.slice(11));
}
