import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { readKatas } from '../../src/course/katas.ts';
import { FORMATS } from '../../src/grading/formats/index.ts';
import { REASONS } from '../../src/grading/report.ts';
import { ROOT } from './astro.ts';
import { BuiltSite } from './built-site.ts';

const site = new BuiltSite();

/** The ids on a page, which are the places that a link can lead to. */
async function anchors(path: string): Promise<Set<string>> {
  const html = await site.html(path);
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id));
}

async function source(path: string): Promise<string> {
  return readFile(join(ROOT, path), 'utf8');
}

/** The words in quotes of a piece of source text. */
function quoted(text: string): string[] {
  return [...text.matchAll(/'([\w-]+)'/g)].map(([, word = '']) => word);
}

describe('whatever code the command line prints has its place on the site:', () => {
  test('each id of a check that a learner was ever shown, in the transcripts', async () => {
    const folder = join(ROOT, 'test', 'transcripts');
    const files = (await readdir(folder, { recursive: true })).filter((name) =>
      name.endsWith('.txt'),
    );
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    const ids = new Set(
      texts.flatMap((text) => [...text.matchAll(/^✗ (\S+\/\S+)$/gm)]).map(([, id = '']) => id),
    );
    expect(ids.size).toBeGreaterThan(100);
    const lost: string[] = [];
    for (const whole of ids) {
      const [kata = '', id = ''] = whole.split('/');
      if (!(await anchors(`katas/${kata}`)).has(id)) lost.push(whole);
    }
    expect(lost).toEqual([]);
  });

  test('each id of a suite, and that of its chaos', async () => {
    const katas = await readKatas(ROOT);
    expect(katas.length).toBeGreaterThan(10);
    for (const { slug, pristine } of katas) {
      const suite = pristine['workflows.test.ts'] ?? '';
      const ids = [...suite.matchAll(/^\s*(?:\{\s*)?id: (['"`])(.+?)\1,\s*$/gm)].map(
        ([, , id = '']) => id,
      );
      const inline = [...suite.matchAll(/\.check\(\s*\{ id: '([^']+)'/g)].map(([, id = '']) => id);
      const all = [...ids, ...inline, ...(suite.includes('.chaos(') ? ['chaos'] : [])];
      expect(all.length, slug).toBeGreaterThanOrEqual(
        suite.match(/\.(check|chaos)\(/g)?.length ?? 99,
      );
      const there = await anchors(`katas/${slug}`);
      expect(
        all.filter((id) => !there.has(id)),
        slug,
      ).toEqual([]);
    }
  });

  test('each exit code', async () => {
    const there = await anchors('reference/codes');
    const codes = Object.values(EXIT);
    expect(codes.length).toBeGreaterThan(3);
    expect(codes.filter((code) => !there.has(`exit-${code}`))).toEqual([]);
  });

  test('each verdict, and each kind of problem', async () => {
    const there = await anchors('reference/codes');
    const verdicts = /readonly verdict: ([^;]+);/.exec(await source('src/kit/verdict.ts'))?.[1];
    const words = quoted(verdicts ?? '').map((word) => `verdict-${word}`);
    const problem = /interface LoadProblem \{\s*readonly kind:([^;]+);/.exec(
      await source('src/kit/runtime.ts'),
    )?.[1];
    const kinds = quoted(problem ?? '').map((word) => `problem-${word}`);
    expect(words).toContain('verdict-infra');
    expect(kinds).toContain('problem-types');
    expect([...words, ...kinds].filter((id) => !there.has(id))).toEqual([]);
  });

  test('each format of a grade, and the schema of our own', async () => {
    const there = await anchors('reference/grade');
    expect(Object.keys(FORMATS).filter((name) => !there.has(`format-${name}`))).toEqual([]);
    expect(await site.html('reference/grade')).toContain('reference/grade-1.schema.json"');
  });

  test('each reason of a grade', async () => {
    const there = await anchors('reference/codes');
    expect(REASONS.filter((reason) => !there.has(`reason-${reason}`))).toEqual([]);
  });

  test('each finding of the doctor', async () => {
    const there = await anchors('reference/codes');
    const doctor = await source('src/cli/machine.ts');
    const names = [
      ...doctor.matchAll(/\bname(?:: | = )'(\w+)'/g),
      ...doctor.matchAll(/\boptional\(\s*'(\w+)'/g),
    ].map(([, name]) => `doctor-${name}`);
    expect(names).toEqual(expect.arrayContaining(['doctor-judge', 'doctor-maven', 'doctor-port']));
    expect(names.filter((id) => !there.has(id))).toEqual([]);
  });
});
