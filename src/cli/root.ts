import { join } from 'node:path';

/** The repository, wherever the command was typed. */
export const ROOT = join(import.meta.dirname, '..', '..');
