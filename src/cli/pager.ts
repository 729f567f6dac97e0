import { spawn } from 'node:child_process';
import process from 'node:process';

/** What a shell ends with when there is no such program, or it may not be executed. */
const NO_PROGRAM = [126, 127];

/**
 * Prints text. What is taller than the terminal goes through the pager that a person has: what
 * `PAGER` says, else `less`, where there is one. Without a terminal, and on Windows, it is printed.
 */
export async function printPaged(text: string): Promise<void> {
  const { stdout, stdin } = process;
  const tall = text.split('\n').length >= (stdout.rows ?? Number.MAX_SAFE_INTEGER);
  const pager = process.env['PAGER'] ?? 'less';
  const wanted = stdout.isTTY && stdin.isTTY && tall && !['', 'cat'].includes(pager.trim());
  if (!wanted || process.platform === 'win32' || !(await pages(pager, text))) console.log(text);
}

/** Has a pager show the text. Gives whether there was one. */
async function pages(pager: string, text: string): Promise<boolean> {
  // As git does: let colors through, and leave the text on the screen. What we print is UTF-8.
  const env = { LESS: 'FRX', LV: '-c', LESSCHARSET: 'utf-8', ...process.env };
  const child = spawn(pager, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env });
  // Ctrl-C is the pager's, which may only be ending a search.
  const others = process.listeners('SIGINT');
  const ignore = (): void => undefined;
  process.removeAllListeners('SIGINT').on('SIGINT', ignore);
  try {
    const code = await new Promise<number | null>((resolve) => {
      child.once('error', () => resolve(NO_PROGRAM[0] ?? null));
      child.once('exit', resolve);
      // Whoever has seen enough quits before the end.
      child.stdin.on('error', () => undefined).end(`${text}\n`);
    });
    return code === null || !NO_PROGRAM.includes(code);
  } finally {
    process.off('SIGINT', ignore);
    for (const other of others) process.on('SIGINT', other);
  }
}
