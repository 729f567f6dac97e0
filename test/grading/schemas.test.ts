import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import { describe, expect, test } from 'vitest';
import { FORMATS, type FormatName } from '../../src/grading/formats/index.ts';
import { gradeReport, reportSchema, type GradeReport } from '../../src/grading/report.ts';
import { REPORTS } from './reports.ts';
import { read } from './written.ts';

const ROOT = join(import.meta.dirname, '../..');
const PUBLISHED = join(ROOT, 'site/public/reference/grade-1.schema.json');

const all = Object.values(REPORTS);
const inRetries = ({ checks, ...report }: GradeReport): GradeReport => ({
  ...report,
  kata: 'retries',
  title: 'Retries',
  checks: checks.map((check) => ({ ...check, id: check.id.replace('saga', 'retries') })),
});
/** What may stand in one file: a kata of each kind, and several katas of one learner. */
const files: readonly (readonly GradeReport[])[] = [
  ...all.map((report) => [report]),
  [REPORTS.fail, inRetries(REPORTS.pass)],
  [REPORTS.pass, inRetries(REPORTS.error)],
];

function written(name: FormatName): readonly (readonly GradeReport[])[] {
  const { knowsInfra } = FORMATS[name];
  return files.filter((file) => knowsInfra || file.every(({ verdict }) => verdict !== 'infra'));
}

async function schema(path: string): Promise<object> {
  return JSON.parse(await readFile(path, 'utf8')) as object;
}

function expectValid(validate: ValidateFunction, text: string): void {
  validate(JSON.parse(text));
  expect(validate.errors ?? []).toEqual([]);
}

describe('our own JSON', () => {
  test('is described by the file that the site publishes, which `--schema` prints', async () => {
    await expect(`${JSON.stringify(reportSchema(), undefined, 2)}\n`).toMatchFileSnapshot(
      PUBLISHED,
    );
    for (const report of all) expect(gradeReport.parse(report)).toEqual(report);
  });

  test('is as that file says, and the file is strict', async () => {
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    formats.default(ajv);
    const one = await schema(PUBLISHED);
    const validate = ajv.compile({ type: 'array', minItems: 1, items: one });
    for (const file of files) expectValid(validate, read('json', file));
    expect(validate([{ ...REPORTS.pass, grade: 'A' }])).toBe(false);
    expect(validate([{ ...REPORTS.pass, format: 'durable-dojo grade 2' }])).toBe(false);
    expect(validate([{ ...REPORTS.pass, gradedAt: 'yesterday' }])).toBe(false);
  });

  test('has in its file’s name the version that it says it has', async () => {
    const { properties } = (await schema(PUBLISHED)) as {
      properties: { format: { const: string } };
    };
    const [, version] = / (\d+)$/.exec(properties.format.const) ?? [];
    expect(PUBLISHED).toMatch(new RegExp(`/grade-${version}\\.schema\\.json$`));
  });
});

describe.for([
  ['ctrf', 'ctrf-0.0.json'],
  ['sarif', 'sarif-2.1.0.json'],
] as const)('%s', ([name, file]) => {
  test('is as its published schema says', async () => {
    // Not every published schema is strict, or has patterns that are right for Unicode.
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    formats.default(ajv);
    const validate = ajv.compile(await schema(join(import.meta.dirname, 'schemas', file)));
    for (const reports of written(name)) expectValid(validate, read(name, reports));
    expect(validate({ version: '2.1.0' })).toBe(false);
  });
});

test('JUnit’s XML is as Jenkins reads it', async () => {
  const text = await readFile(join(import.meta.dirname, 'schemas/junit-10.xsd'), 'utf8');
  using xsd = XmlDocument.fromString(text);
  using validator = XsdValidator.fromDoc(xsd);
  for (const reports of written('junit')) {
    using document = XmlDocument.fromString(read('junit', reports));
    validator.validate(document);
  }
  using wrong = XmlDocument.fromString('<testsuites><testsuite nam="x"/></testsuites>');
  expect(() => validator.validate(wrong)).toThrow();
});

/** In our words what Classroom 50 demands: see `schemas/README.md`. */
const instant = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$' };
const said = { type: 'string', minLength: 1 };
const points = { type: 'integer', minimum: 0 };
const RESULT = {
  type: 'object',
  additionalProperties: false,
  required:
    'schema classroom assignment assignment_type owner submission commit release review datetime score max-score tests'.split(
      ' ',
    ),
  properties: {
    schema: { const: 'classroom50/result/v1' },
    classroom: said,
    assignment: said,
    assignment_type: { enum: ['individual', 'group'] },
    owner: said,
    submission: { type: 'string', pattern: '^submit/' },
    commit: said,
    release: said,
    review: said,
    datetime: instant,
    graded_at: instant,
    score: points,
    'max-score': points,
    tests: {
      type: 'array',
      items: {
        type: 'object',
        required: ['test-name', 'passed', 'score', 'max-score'],
        properties: {
          'test-name': said,
          passed: { type: 'boolean' },
          score: points,
          'max-score': points,
        },
      },
    },
  },
};

test('Classroom 50 can read its result', () => {
  const validate = new Ajv({ strict: true }).compile(RESULT);
  for (const reports of written('classroom50')) {
    const text = read('classroom50', reports);
    expectValid(validate, text);
    const { score, tests, ...rest } = JSON.parse(text) as {
      score: number;
      'max-score': number;
      tests: { score: number; 'max-score': number }[];
    };
    expect(score).toBe(tests.reduce((total, one) => total + one.score, 0));
    expect(rest['max-score']).toBe(tests.reduce((total, one) => total + one['max-score'], 0));
  }
});

test('GitHub Classroom shows the score that it reports', () => {
  for (const reports of written('classroom')) {
    const { tests, max_score, ...rest } = JSON.parse(read('classroom', reports)) as {
      status: string;
      max_score: number;
      tests: { status: string; score: number }[];
    };
    const shown =
      (tests.filter(({ status }) => status === 'pass').length / tests.length) * max_score;
    expect(tests.reduce((total, { score }) => total + score, 0)).toBe(shown);
    expect(rest.status === 'pass').toBe(shown === max_score);
  }
  // The step's output is one line, and no longer than a variable may be.
  const many = Array.from({ length: 40 }, () => REPORTS.fail);
  const text = FORMATS.classroom.write(many);
  expect(text.trimEnd()).toMatch(/^[\w+/=]+$/);
  expect(text.length).toBeLessThan(131_072);
});
