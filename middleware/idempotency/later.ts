/** Makes something at the first question; from then on it is there without waiting. */
export function later<Made>(make: () => Promise<Made>): () => Made | Promise<Made> {
  let made: Made | Promise<Made> | undefined;
  return () => {
    made ??= make().then((ready) => {
      made = ready;
      return ready;
    });
    return made;
  };
}
