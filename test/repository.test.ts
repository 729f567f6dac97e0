import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import oxlint from '../oxlint.config.ts';
import { readFiles, syncFolder, type Files } from '../src/course/files.ts';

const ROOT = join(import.meta.dirname, '..');
const CLEAN = { code: 0, printed: '' };

describe('the repository', () => {
  test('type-checks', async () => {
    expect(await run('typescript', 'tsc', ['-p', '.'])).toEqual(CLEAN);
    expect(await run('typescript', 'tsc', ['-p', 'src/workshop/pages'])).toEqual(CLEAN);
    expect(await run('typescript', 'tsc', ['-p', 'src/simulator'])).toEqual(CLEAN);
  });

  test('follows its own lint rules', async () => {
    expect(await lint(ROOT)).toEqual([]);
  });

  test('says of every folder of src what it may import', async () => {
    const entries = await readdir(join(ROOT, 'src'), { withFileTypes: true });
    expect(unruled(entries.map(({ name }) => name))).toEqual([]);
  });

  test('is formatted', async () => {
    const args = ['--check', '--log-level', 'warn', '.'];
    expect(await run('prettier', 'prettier', args)).toEqual(CLEAN);
  });

  test('tests in folders that mirror what they test', async () => {
    const paths = Object.keys(await readFiles(join(ROOT, 'test'), isTest));
    expect(paths.length).toBeGreaterThan(0);
    expect(astray(paths, (folder) => existsSync(join(ROOT, folder)))).toEqual([]);
  });

  test('mentions nothing outside of itself', async () => {
    expect(mentionsOfOutside(await everyFile())).toEqual([]);
  });

  test('has every file that CONTRIBUTING.md speaks of', async () => {
    const text = await readFile(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
    expect(spokenOf(text).length).toBeGreaterThan(10);
    expect(spokenOf(text).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('approves the install scripts of exactly the packages that have one', async () => {
    const [manifest, lock] = await Promise.all([json('package.json'), json('package-lock.json')]);
    expect(Object.keys(manifest.allowScripts ?? {})).toEqual(withInstallScript(lock));
  });

  test('names every dependency by its exact version', async () => {
    expect(inexact(await json('package.json'))).toEqual([]);
  });
});

/** Each breaks one rule, and is otherwise as it should be. */
const PLANTED: readonly { path: string; text: string; rule: string }[] = [
  ...[
    ['src/course/planted.ts', '../kit/verdict.ts'],
    ['src/kit/planted.ts', '../course/files.ts'],
    ['src/kit/sdk.ts', '@temporalio/common'],
    ['src/server/planted.ts', '../kit/runtime.ts'],
    ['src/server/native.ts', '@temporalio/testing'],
    ['src/runtime/planted.ts', '../judge/judge.ts'],
    ['src/runtime/native.ts', '@temporalio/worker'],
    ['src/recording/planted.ts', '../runtime/local.ts'],
    ['src/grading/proxy/planted.ts', '../../runtime/protocol.ts'],
    ['src/grading/proxy/sdk.ts', '@temporalio/client'],
    ['src/scaffold/planted.ts', '../sweep/index.ts'],
    ['src/judge/planted.ts', '../cli/exit.ts'],
    ['src/judge/suite.ts', '#kit'],
    ['src/sweep/planted.ts', '../runtime/local.ts'],
    ['src/cli/planted.ts', '../../test/server/fixtures.ts'],
    ['src/cli/commands/planted.ts', '../../../bench/report.ts'],
    ['site/components/planted.ts', '../../src/judge/judge.ts'],
    ['site/pages/planted.ts', '../../solutions/01-letter/workflows.ts'],
    ['lessons/01-letter/planted.ts', '../../src/cli/exit.ts'],
    ['katas/01-letter/activities.ts', '#kit'],
    ['solutions/01-letter/workflows.ts', '../../src/kit/index.ts'],
    ['katas/01-letter/workflows.test.ts', './workflows.ts'],
    ['katas/01-letter/world.ts', '@temporalio/workflow'],
  ].map(([path = '', from = '']) => ({
    path,
    text: `import { a } from '${from}';\nexport const b = a;\n`,
    rule: 'no-restricted-imports',
  })),
  {
    path: 'src/sweep/later.ts',
    text: "export const later = () => import('../runtime/local.ts');\n",
    rule: 'no-restricted-imports',
  },
  {
    path: 'src/kit/floating.ts',
    text: 'async function work(): Promise<void> {}\nexport function begin(): void {\n  work();\n}\n',
    rule: 'no-floating-promises',
  },
  {
    path: 'src/kit/misused.ts',
    text: 'export const all = (items: string[]) => items.filter(async () => false);\n',
    rule: 'no-misused-promises',
  },
  { path: 'src/kit/any.ts', text: 'export const a: any = 1;\n', rule: 'no-explicit-any' },
  { path: 'src/kit/unused.ts', text: 'const a = 1;\nexport {};\n', rule: 'no-unused-vars' },
  { path: 'src/kit/exits.ts', text: 'process.exit(1);\n', rule: 'no-restricted-properties' },
  { path: 'src/kit/prints.ts', text: "console.log('here');\n", rule: 'no-console' },
  { path: 'src/kit/round.ts', text: "export * from './trip.ts';\n", rule: 'no-cycle' },
  { path: 'src/kit/trip.ts', text: "export * from './round.ts';\n", rule: 'no-cycle' },
  { path: 'src/kit/long.ts', text: lines(300), rule: 'max-lines' },
  { path: 'src/cli/commands/long.ts', text: lines(150), rule: 'max-lines' },
  {
    path: 'test/kit/only.test.ts',
    text: "import { expect, test } from 'vitest';\ntest.only('a', () => expect(1).toBe(1));\n",
    rule: 'no-focused-tests',
  },
  {
    path: 'test/kit/skip.test.ts',
    text: "import { expect, test } from 'vitest';\ntest.skip('a', () => expect(1).toBe(1));\n",
    rule: 'no-disabled-tests',
  },
];

/** What looks much the same, and is right. */
const RIGHT: Files = {
  'src/server/right.ts': "export { a } from '../course/files.ts';\n",
  'src/runtime/right.ts': "export { a } from '../kit/runtime.ts';\n",
  'src/runtime/host-main.ts': "export { Worker } from '@temporalio/worker';\nprocess.exit(1);\n",
  'src/judge/right.ts': "export { a } from '../runtime/local.ts';\n",
  'src/cli/right.ts': "export { a } from '../sweep/index.ts';\nconsole.log('here');\n",
  'src/cli/commands/right.ts': `export { a } from '../../judge/judge.ts';\n${lines(148)}`,
  'src/kit/right.ts': lines(299),
  'site/components/right.ts': "export { a } from '../../src/course/schema.ts';\n",
  'katas/02-right/workflows.test.ts':
    "export { kata } from '#kit';\nexport { a } from './world.ts';\n",
  'katas/02-right/workflows.ts': "export { sleep } from '@temporalio/workflow';\n",
};

describe('these checks can fail:', () => {
  test('lint finds each planted fault, and nothing in what is right', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dojo-lint-'));
    try {
      const planted = PLANTED.map(({ path, text }) => [path, text] as const);
      await syncFolder(folder, { ...Object.fromEntries(planted), ...RIGHT });
      for (const name of ['oxlint.config.ts', 'tsconfig.json']) {
        await copyFile(join(ROOT, name), join(folder, name));
      }
      await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
      const found = (await lint(folder)).map(({ path, rule }) => `${path} ${rule}`);
      const expected = PLANTED.map(({ path, rule }) => `${path} ${rule}`);
      expect(found.toSorted()).toEqual(expected.toSorted());
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  });

  test('a test in a folder that mirrors nothing', () => {
    const paths = ['course.test.ts', 'kit/a.test.ts', 'site/b.test.ts', 'kitt/c.test.ts'];
    const exists = (folder: string) => ['src/kit', 'site'].includes(folder);
    expect(astray([...paths, 'loose.test.ts'], exists)).toEqual([
      'kitt/c.test.ts',
      'loose.test.ts',
    ]);
  });

  test('a file that mentions what lies outside', () => {
    const files = { 'a.md': `fine\nsee ${OUTSIDE}/notes.md\n`, 'b.ts': "import './shared.ts';\n" };
    expect(mentionsOfOutside(files)).toEqual(['a.md:2']);
  });

  test('a folder of src that lint has no rule for', () => {
    expect(unruled(['course', 'cli', 'unknown'])).toEqual(['unknown']);
  });

  test('a file that is spoken of', () => {
    const text = 'See [bench](bench/README.md), `src/kit/suite.ts` and `npm test`, not `a/b`.';
    expect(spokenOf(text)).toEqual(['bench/README.md', 'src/kit/suite.ts']);
  });

  test('an install script that is not approved', () => {
    const packages = {
      '': { hasInstallScript: true },
      'node_modules/fine': {},
      'node_modules/@scope/tool': { hasInstallScript: true },
      'node_modules/fine/node_modules/esbuild': { hasInstallScript: true },
      'node_modules/esbuild': { hasInstallScript: true },
    };
    expect(withInstallScript({ packages })).toEqual(['@scope/tool', 'esbuild']);
  });

  test('a version that is not exact', () => {
    const manifest = {
      dependencies: { a: '1.2.3', b: '^1.2.3' },
      devDependencies: { c: '1.x' },
      optionalDependencies: { d: 'latest', e: '1.0.0-beta.1' },
    };
    expect(inexact(manifest)).toEqual(['b ^1.2.3', 'c 1.x', 'd latest']);
  });
});

interface Manifest {
  readonly allowScripts?: Readonly<Record<string, boolean>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  /** In the lockfile: each package by its place. */
  readonly packages?: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
}

async function json(name: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(ROOT, name), 'utf8')) as Manifest;
}

function isTest(path: string): boolean {
  return path.endsWith('.test.ts');
}

/** Tests of the project as a whole. */
const WHOLE = ['course.test.ts', 'repository.test.ts', 'readme/readme.test.ts'];

/** Test files, by paths inside of `test/`, whose folder has no counterpart. */
function astray(paths: readonly string[], exists: (folder: string) => boolean): string[] {
  return paths.filter((path) => {
    const folder = dirname(path);
    // The suites of a course that others are tried on are no tests of ours.
    if (WHOLE.includes(path) || path.startsWith('grading/course/')) return false;
    return !exists(`src/${folder}`) && !(/^(site|bench)(\/|$)/.test(folder) && exists(folder));
  });
}

/** Folders of `src/` whose imports no rule of lint holds. */
function unruled(folders: readonly string[]): string[] {
  const ruled = (oxlint.overrides ?? []).flatMap(({ files, rules = {} }) =>
    'no-restricted-imports' in rules ? files : [],
  );
  return folders.filter((name) => !ruled.some((pattern) => pattern.startsWith(`src/${name}/*`)));
}

/** The files and folders that a page links to, or names by their path from the root. */
function spokenOf(markdown: string): string[] {
  const links = [...markdown.matchAll(/\]\((?!https?:)([^)#]+)/g)];
  const names = [...markdown.matchAll(/`((?:src|test|site|bench|lessons|katas)\/[\w./-]*)`/g)];
  return [...new Set([...links, ...names].map(([, path = '']) => path))];
}

/** Split, or this file would mention it too. */
const OUTSIDE = ['..', 'shared'].join('/');

/** Places that mention a folder beside the repository, which nobody else has. */
function mentionsOfOutside(files: Files): string[] {
  return Object.entries(files).flatMap(([path, text]) =>
    text
      .split('\n')
      .flatMap((line, index) => (line.includes(OUTSIDE) ? [`${path}:${index + 1}`] : [])),
  );
}

/** Names of the packages in a lockfile that run a script when they are installed. */
function withInstallScript({ packages = {} }: Manifest): string[] {
  const names = Object.entries(packages)
    .filter(([place, { hasInstallScript }]) => place !== '' && hasInstallScript)
    .map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length));
  return [...new Set(names)].toSorted();
}

function inexact({ dependencies, devDependencies, optionalDependencies }: Manifest): string[] {
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} ${version}`);
}

const NOT_OURS = ['.git', '.astro', '.dojo', 'answers', 'dist', 'node_modules'];

/** All files of the repository as text, but for what is made and what learners write. */
async function everyFile(): Promise<Files> {
  const entries = await readdir(ROOT, { withFileTypes: true });
  const own = entries.filter(({ name }) => !NOT_OURS.includes(name));
  const parts = await Promise.all(
    own.map(async (entry): Promise<[string, string][]> => {
      if (entry.isFile()) {
        return [[entry.name, await readFile(join(ROOT, entry.name), 'utf8')]];
      }
      const files = await readFiles(join(ROOT, entry.name));
      return Object.entries(files).map(([path, text]) => [`${entry.name}/${path}`, text]);
    }),
  );
  return Object.fromEntries(parts.flat());
}

/** What lint has to say about a folder. */
async function lint(folder: string): Promise<{ path: string; rule: string; message: string }[]> {
  const { printed } = await run('oxlint', 'oxlint', ['--type-aware', '-f', 'json'], folder);
  const { diagnostics } = JSON.parse(printed) as {
    diagnostics: { filename: string; code?: string; message: string }[];
  };
  return diagnostics.map(({ filename, code = '', message }) => ({
    path: filename.replaceAll('\\', '/'),
    rule: /\((.*)\)/.exec(code)?.[1] ?? code,
    message,
  }));
}

/** Runs a program of one of our packages. */
async function run(
  name: string,
  program: string,
  args: readonly string[],
  cwd = ROOT,
): Promise<{ code: unknown; printed: string }> {
  const place = join(ROOT, 'node_modules', name);
  const { bin } = JSON.parse(await readFile(join(place, 'package.json'), 'utf8')) as {
    bin: string | Readonly<Record<string, string>>;
  };
  const script = join(place, typeof bin === 'string' ? bin : (bin[program] ?? ''));
  return new Promise((resolve) => {
    const options = { cwd, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, printed: `${stdout}${stderr}` });
    });
  });
}

function lines(count: number): string {
  return `${Array.from({ length: count }, (_, index) => `export const a${index} = ${index};`).join('\n')}\n`;
}
