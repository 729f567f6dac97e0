/** Begins a cohort, or joins it, and waits for its end: book, queue, cohort, answers, batch size. */
import { clientOf, clusterNamed } from '../../../src/grading/cohort/cluster.ts';
import { follow } from '../../../src/grading/cohort/running.ts';

const [queue = '', cohort = '', answers = '', batchSize = ''] = process.argv.slice(2);
const cluster = clusterNamed();
if (!cluster) throw new Error('No cluster is named.');
process.on('disconnect', () => process.exit());
const input = {
  cohort,
  answers: Number(answers),
  batchSize: Number(batchSize),
  batchesAtOnce: 2,
  answersAtOnce: 16,
};
const look = async () => undefined;
const ended = await follow(clientOf(cluster), queue, input, look, new AbortController().signal);
process.exitCode = ended === 'COMPLETED' ? 0 : 1;
process.disconnect();
