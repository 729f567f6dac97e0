import type { Format } from './format.ts';
import { pretty } from './words.ts';

/** Our own format, with everything: its schema is published (`npx dojo grade --schema`). */
export const json: Format = {
  of: 'learner',
  file: 'grade.json',
  knowsInfra: true,
  write: pretty,
};
