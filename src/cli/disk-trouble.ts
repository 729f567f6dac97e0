import { relative } from 'node:path';
import { ROOT } from './root.ts';

/** What is wrong with the disk or a folder, where an error is about that. */
export function diskTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'The disk is full.';
    case 'EROFS':
      return `${fileOf(error)} may not be written: the disk is read-only.`;
    case 'EACCES':
    case 'EPERM':
      return `There is no permission for ${fileOf(error)}.`;
    case 'ENOENT':
      // Node's answer to a folder that was to be made on a disk that may only be read.
      return 'syscall' in error && error.syscall === 'mkdir'
        ? `${fileOf(error)} may not be made.`
        : undefined;
    default:
      return undefined;
  }
}

/** The file that could not be written, as people know it; it is written beside itself first. */
function fileOf(error: Error): string {
  const path = 'path' in error && typeof error.path === 'string' ? error.path : ROOT;
  const shown = relative(ROOT, path).replace(/\.[0-9a-f]{8}\.tmp$/, '');
  return shown === '' || shown.startsWith('..') ? path : shown;
}

/**
 * Does what the learner can do without for now, such as noting progress.
 *
 * @returns what is wrong with the disk, when that is why it could not be done
 */
export async function unlessDisk(work: Promise<void>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    const trouble = diskTrouble(error);
    if (trouble === undefined) throw error;
    return trouble;
  }
}
