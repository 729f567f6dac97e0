import { describe, expect, test } from 'vitest';
import { tableLines } from '../../src/kit/exported.ts';
import { diagnosisOf, openFixtures, passes } from './runs.ts';

const fixtures = openFixtures();

type Decisions = Record<string, { verdict: string }>;
const RIGHT: Readonly<Record<string, string>> = {
  'trial subscription': 'workflow',
  'search box': 'request',
  'order with three services': 'workflow',
};

describe('an answer that is data', () => {
  test('is read as it was exported, from a file that has no workflow', async () => {
    const suite = await fixtures.load('decides-about-systems', {}, { entry: 'decisions.ts' });
    await passes(suite, async ({ exported }) => {
      expect(await exported('decisions')).toEqual({
        'trial subscription': { verdict: 'workflow', because: 'waits for weeks' },
        'search box': { verdict: 'workflow' },
        'order with three services': { verdict: 'workflow' },
      });
    });
  });

  test('is told about without a history', async () => {
    const suite = await fixtures.load('decides-about-systems', {}, { entry: 'decisions.ts' });
    const text = await diagnosisOf(suite, async ({ exported, failData }) => {
      const decisions = await exported<Decisions>('decisions');
      const rows = Object.entries(decisions).map(([name, { verdict }]) => [name, verdict]);
      failData({
        expected: 'A search box answers within one request.',
        happened: 'The record has a workflow for it.',
        lines: tableLines(rows, ([name = '', verdict]) => RIGHT[name] !== verdict),
      });
    });
    expect(text).toMatchInlineSnapshot(`
      "
        Expected  A search box answers within one request.
        Happened  The record has a workflow for it.

            trial subscription         workflow
          ▶ search box                 workflow
            order with three services  workflow

        It hurts  The check says why it hurts.
        Read      desk#promises
      "
    `);
  });

  test('must have the name that was asked for', async () => {
    const suite = await fixtures.load('decides-about-systems', {}, { entry: 'decisions.ts' });
    const ask = (name: string) => diagnosisOf(suite, ({ exported }) => exported(name));
    expect(await ask('record')).toMatchInlineSnapshot(`
      "
        Expected  The answer exports 'record', and it is plain data.
        Happened  It exports describe and decisions, and nothing of that name.
        It hurts  Exports are found by name. What has another name is not found by
                  anybody.
        Read      desk#promises
      "
    `);
    expect(await ask('describe')).toContain("'describe' is a function.");
  });

  test('must be plain', async () => {
    const suite = await fixtures.load(
      'hides-a-date-in-its-decisions',
      {},
      { entry: 'decisions.ts' },
    );
    const text = await diagnosisOf(suite, ({ exported }) => exported('decisions'));
    expect(text).toMatchInlineSnapshot(`
      "
        Expected  The answer exports 'decisions', and it is plain data.
        Happened  decisions.systems[1].since is a Date.
        It hurts  Whoever reads this data gets it as JSON, which knows text, numbers,
                  booleans, null, lists and objects. Anything else is lost on the way.
        Read      desk#promises
      "
    `);
  });

  test('must be there', async () => {
    const suite = await fixtures.load('exports-nothing', {}, { entry: 'decisions.ts' });
    const text = await diagnosisOf(suite, ({ exported }) => exported('decisions'));
    expect(text).toContain('answers/exports-nothing/decisions.ts exports nothing.');
  });
});

describe('a table', () => {
  const rows = Array.from({ length: 40 }, (_, index) => [`row ${index}`, String(index * 7)]);

  test('that is long shows the neighbourhood of what is marked', () => {
    const lines = tableLines(rows, (_, index) => index === 20);
    expect(lines.map(({ text, marked }) => `${marked ? '▶' : ' '} ${text}`)).toEqual([
      '  …',
      '  row 18  126',
      '  row 19  133',
      '▶ row 20  140',
      '  row 21  147',
      '  row 22  154',
      '  …',
    ]);
  });

  test('in which nothing is marked is cut off', () => {
    expect(tableLines(rows, () => false)).toHaveLength(17);
  });
});
