import { classroom } from './classroom.ts';
import { classroom50 } from './classroom50.ts';
import { csv } from './csv.ts';
import { ctrf } from './ctrf.ts';
import { exercism } from './exercism.ts';
import type { Format } from './format.ts';
import { github } from './github.ts';
import { gradescope } from './gradescope.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { prairielearn } from './prairielearn.ts';
import { sarif } from './sarif.ts';

/** All ways to write down what was graded, by the names under which they are asked for. */
export const FORMATS = {
  json,
  exercism,
  gradescope,
  prairielearn,
  github,
  classroom,
  classroom50,
  junit,
  ctrf,
  sarif,
  markdown,
  csv,
} as const satisfies Record<string, Format>;

export type FormatName = keyof typeof FORMATS;
export type { Format } from './format.ts';
