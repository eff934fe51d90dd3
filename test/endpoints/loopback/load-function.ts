/* Loads a function as Lambda does, which makes its clients at once. */

await import("#functions/write-page.ts");
