import { CourseError } from '../course/error.ts';
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

/**
 * Whether somebody says yes.
 *
 * @param otherwise what to type where there is no terminal to ask in
 * @throws CourseError where there is none
 */
export async function agreed(text: string, otherwise: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new CourseError('There is no terminal to agree in.', otherwise, { kind: 'usage' });
  }
  return /^y(es)?$/i.test(await question(text));
}
