import type { SourceMapPayload } from 'node:module';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { locator, readableOutput, readableStack } from '../../src/runtime/stack.ts';

const SOURCE = 'answers/07-saga/workflows.ts';
/** The bundle has the type annotation no more: what is thrown stands elsewhere. */
const { code, map } = await transform('const a: number = 1; throw new Error(`${a}`);\n', {
  loader: 'ts',
  sourcemap: 'external',
  minifyWhitespace: true,
  sourcefile: SOURCE,
});
const locate = locator(JSON.parse(map) as SourceMapPayload);
/** Where V8 sees the error: line and column from 1. */
const THROWN = `file:///bundle/answer.js:1:${code.indexOf('new Error') + 1}`;
/** The same place in the answer, as an editor counts. */
const PLACE = `${SOURCE}:1:28`;

test.each([
  ['we find it in the bundle', `    at place (${THROWN})`],
  ['the SDK has found it, counting columns from 0', `    at place (${SOURCE}:1:27)`],
])('a place in an answer is told as editors count, when %s', (_, frame) => {
  expect(locate(frame)).toBe(`    at place (${PLACE})`);
});

test('places in other files stay as they are', () => {
  const frame = '    at Worker.run (/dojo/src/runtime/host-main.ts:71:5)';
  expect(locate(frame)).toBe(frame);
});

const TRACE = [
  'Error: no good',
  `    at place (${THROWN})`,
  '    at Activator.startWorkflow (/dojo/node_modules/@temporalio/workflow/lib/internals.js:9:1)',
  '    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)',
];

test('a stack ends where the answer’s code does', () => {
  expect(readableStack(TRACE.join('\n'), locate)).toBe(`Error: no good\n    at place (${PLACE})`);
});

test('so does one that the answer printed, and all else it printed stays', () => {
  const printed = ['[placeOrder(7)] failed at noon', ...TRACE, 'see node:internal, at last'];
  const { text } = readableOutput({ text: printed.join('\n') }, locate);
  expect(text.split('\n')).toEqual([
    '[placeOrder(7)] failed at noon',
    'Error: no good',
    `    at place (${PLACE})`,
    'see node:internal, at last',
  ]);
});

test('what a process prints when its memory is full is not the answer’s', () => {
  const text = 'filling up\n\n<--- Last few GCs --->\n\n[941:0x424f9000] 3612 ms: Mark-Compact';
  expect(readableOutput({ text }, locate)).toEqual({ text: 'filling up\n' });
});
