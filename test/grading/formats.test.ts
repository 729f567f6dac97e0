import { describe, expect, test } from 'vitest';
import { stepSummary } from '../../src/grading/formats/github.ts';
import { FORMATS, type FormatName } from '../../src/grading/formats/index.ts';
import { fenced } from '../../src/grading/formats/markdown.ts';
import { md } from '../../src/kit/markup.ts';
import { xml } from '../../src/grading/formats/junit.ts';
import { HOSTILE, REPORTS } from './reports.ts';
import { CLASSROOM50, read } from './written.ts';

const names = Object.keys(FORMATS) as FormatName[];
const all = Object.values(REPORTS);

describe.for(names)('%s', (name) => {
  const format = FORMATS[name];

  test.for(all)('writes of a verdict `$verdict` what it always wrote', async (report) => {
    if (report.verdict === 'infra' && !format.knowsInfra) return;
    const [base = '', ending = ''] = format.file.split(/\.(?=[^.]+$)/);
    const path = `golden/${name}/${base}-${report.verdict}.${ending}`;
    await expect(format.write([report], CLASSROOM50)).toMatchFileSnapshot(path);
  });

  test('says in which tier it was', () => {
    expect(read(name, [REPORTS.fail])).toMatch(/open/i);
  });
});

test('no line of an answer is taken for a command of GitHub', () => {
  const lines = FORMATS.github.write([REPORTS.fail, REPORTS.error]).trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines.map((line) => /^::(\w+) /.exec(line)?.[1])).toEqual(['notice', 'error', 'error']);
  expect(lines[1]).toContain('file=answers/07-saga/workflows.ts,line=33,');
});

test('GitHub is shown ten errors, which is all that it shows', () => {
  const many = Array.from({ length: 20 }, () => REPORTS.fail);
  const lines = FORMATS.github.write(many).split('\n');
  expect(lines.filter((line) => line.startsWith('::error'))).toHaveLength(10);
});

test('a title and a text are no longer than GitHub takes', () => {
  const [report] = FORMATS.github
    .write([{ ...REPORTS.error, title: '🙂'.repeat(500), message: '🙂'.repeat(5000) }])
    .split('\n::error ')
    .slice(1);
  const [, title = '', text = ''] = /^title=(.*?)::(.*)/.exec(report ?? '') ?? [];
  expect(title.length).toBeLessThanOrEqual(255);
  expect(text.length).toBeLessThan(5000);
  expect(`${title}${text}`.isWellFormed()).toBe(true);
});

test('the summary of a step has whole reports, as many as GitHub takes', () => {
  expect(stepSummary([REPORTS.pass])).toBe(`${FORMATS.markdown.write([REPORTS.pass])}\n`);
  const long = { ...REPORTS.error, message: 'é'.repeat(50_000) };
  const page = stepSummary(Array.from({ length: 20 }, () => long));
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(1_048_576);
  expect(page.split('No verdict.')).toHaveLength(11);
  expect(page).toMatch(/\nThere is no room here for 10 more\.\n$/);
  expect(stepSummary([REPORTS.pass, REPORTS.error])).toContain('```text\nada\n```');
});

test('XML holds what an answer wrote as text, and no sign that XML does not have', () => {
  const text = FORMATS.junit.write([REPORTS.fail, REPORTS.error]);
  expect(text.match(/<failure /g)).toHaveLength(1);
  expect(text.match(/<\/failure>/g)).toHaveLength(1);
  expect(xml('\u0000\u0007\uFFFE\uD800 <&>')).toBe('\uFFFD\uFFFD\uFFFD\uFFFD &lt;&amp;&gt;');
});

test('no fence of Markdown ends before its text does, and no sign is obeyed', () => {
  expect(fenced('```\nend\n``````')).toMatch(/^`{7}text\n/);
  expect(md(HOSTILE)).not.toMatch(/(?<!\\)[[\]<>*`|]|@|\n/);
});

test('no cell of a table is taken for a formula', () => {
  const [, row = ''] = FORMATS.csv.write([REPORTS.fail]).split('\r\n');
  expect(row.startsWith('"\'=bob, the ""second""",saga,fail,1,2,open')).toBe(true);
});

test('what is not known is no grade', () => {
  for (const name of ['gradescope', 'classroom', 'classroom50'] as const) {
    expect(FORMATS[name].knowsInfra).toBe(false);
  }
  expect(JSON.parse(FORMATS.prairielearn.write([REPORTS.infra]))).toMatchObject({
    gradable: false,
  });
  expect(JSON.parse(FORMATS.exercism.write([REPORTS.pass, REPORTS.infra]))).toMatchObject({
    status: 'error',
  });
  expect(FORMATS.csv.write([REPORTS.infra])).toContain('dan,saga,infra,,1,open,machinery');
});

test('several katas of one learner are one result', () => {
  const other = { ...REPORTS.pass, kata: 'retries', title: 'Retries' };
  const result = JSON.parse(FORMATS.exercism.write([REPORTS.fail, other])) as {
    status: string;
    tests: { name: string }[];
  };
  expect(result.status).toBe('fail');
  expect(result.tests.map(({ name }) => name)).toEqual([
    'saga: A good order is placed',
    'saga: The finished steps are undone, newest first',
    'retries: A good order is placed',
  ]);
  expect(JSON.parse(FORMATS.prairielearn.write([REPORTS.fail, other]))).toMatchObject({
    score: 2 / 3,
  });
});
