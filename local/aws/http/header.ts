const name = /^[\w!#$%&'*+.^`|~-]+$/;
// Tab, the printable characters of ASCII, and the upper half of Latin-1.
const forbidden = /[^\t\x20-\x7e\x80-\xff]/;

/** Whether a name and a value can stand in a header: Node refuses to write anything else. */
export const isHeader = (headerName: string, value: string): boolean =>
  name.test(headerName) && !forbidden.test(value);
