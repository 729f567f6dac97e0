/** A worker for cohorts whose grader is a stand-in: book, queue, log, milliseconds for an answer. */
import { openBook } from '../../src/grading/cohort/book/index.ts';
import { clusterNamed } from '../../src/grading/cohort/cluster.ts';
import { workOnCohorts } from '../../src/grading/cohort/worker.ts';
import { standIn } from './stand-in.ts';

const [where = '', queue = '', log = '', milliseconds = ''] = process.argv.slice(2);
const cluster = clusterNamed();
if (!cluster) throw new Error('No cluster is named.');
process.on('disconnect', () => process.exit());
await workOnCohorts({
  cluster,
  queue,
  book: await openBook(where),
  grader: standIn(log, Number(milliseconds)),
  jobs: 8,
  signal: new AbortController().signal,
  tell: (line) => process.stderr.write(`${line}\n`),
});
