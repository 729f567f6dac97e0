/**
 * What the head of a mistake says about it, below the check that catches it.
 *
 * @param files the texts of its files
 * @param which names it in the error
 * @throws Error when no head says anything
 */
export function causeOf(files: readonly string[], which: string): string {
  for (const text of files) {
    const [, inside, below] =
      /\/\*\*[\s*]*@caughtBy\s+\S+([^]*?)\*\/\s*?((?:\n\/\/.*)*)/.exec(text) ?? [];
    const words = `${inside ?? ''}${below ?? ''}`.replace(/^\s*(?:\*|\/\/)/gm, ' ');
    const cause = words.replace(/\s+/g, ' ').trim();
    if (cause !== '') return cause;
  }
  throw new Error(`The head of the mistake ${which} does not say why people write it.`);
}
