/** The words of a key in lower case, without accents and closing numbers. */
export function splitWords(key: string): string[] {
  return withoutAccents(key)
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d\u00c0-\uffff]{1,100}/)
    .map((part) => part.replace(/([^\d])\d{1,2}$/, "$1"))
    .filter((part) => part !== "");
}

function withoutAccents(key: string): string {
  return /[\u0080-\uffff]/.test(key) ? key.normalize("NFD").replace(/[\u0300-\u036f]/g, "") : key;
}
