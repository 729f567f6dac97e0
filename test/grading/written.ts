import { FORMATS, type FormatName } from '../../src/grading/formats/index.ts';
import type { GradeReport } from '../../src/grading/report.ts';

/** What Classroom 50's runner tells. */
export const CLASSROOM50 = {
  CLASSROOM: 'workflows-101',
  ASSIGNMENT: 'saga',
  OWNER: 'ada',
  SUBMISSION_TAG: 'submit/2026-03-01T18-00-00Z-a1b2c3d',
  COMMIT_URL: 'https://github.com/school/workflows-101-saga-ada/commit/a1b2c3d',
  RELEASE_URL: 'https://github.com/school/workflows-101-saga-ada/releases/tag/submit%2F2026',
};

/** What a format writes, as whoever it is for reads it. */
export function read(name: FormatName, reports: readonly GradeReport[]): string {
  const text = FORMATS[name].write(reports, CLASSROOM50);
  return name === 'classroom' ? Buffer.from(text, 'base64').toString('utf8') : text;
}
