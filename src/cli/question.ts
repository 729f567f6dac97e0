import { createInterface } from 'node:readline/promises';

/** Asks something in the terminal; gives what is typed, without what surrounds it. */
export async function question(text: string): Promise<string> {
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await asking.question(text)).trim();
  } finally {
    asking.close();
  }
}
