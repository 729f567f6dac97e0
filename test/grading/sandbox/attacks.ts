import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import type { Files } from '../../../src/course/files.ts';
import { IN_ACTIVITIES } from './in-activities.ts';
import { IN_NETWORK } from './in-network.ts';
import { IN_PROCESS } from './in-process.ts';
import { IN_REACH } from './in-reach.ts';
import { IN_WORKFLOWS } from './in-workflows.ts';

/** Something that somebody might hand in to get a grade, or to do harm. */
export interface Attack {
  /** What it tries. */
  readonly name: string;
  /** The files that it has in place of the right answer's. */
  readonly files: Files;
  /** Makes of what is handed in what no list of files can say. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** How it must end: the verdict, and its reason or the checks that pass. */
  readonly ends: string;
}

const NOT_TAKEN_IN = 'error: not-taken-in';
const DOES_NOT_LOAD = 'error: does-not-load';
const PASS = 'pass: money-first waits-an-hour each-order-its-own';
const FILE = 'workflows.ts';

/** What is handed in, as a thing in a folder. */
const HANDED_IN: readonly Attack[] = [
  {
    name: 'a link to a file of the machine',
    files: {},
    prepare: async (folder) => {
      await rm(join(folder, FILE));
      await symlink('/etc/passwd', join(folder, FILE));
    },
    ends: NOT_TAKEN_IN,
  },
  {
    name: 'a pipe that nobody writes into',
    files: {},
    prepare: async (folder) => {
      await rm(join(folder, FILE));
      execFileSync('mkfifo', [join(folder, FILE)]);
    },
    ends: NOT_TAKEN_IN,
  },
  {
    name: 'a folder in place of a file',
    files: {},
    prepare: async (folder) => {
      await rm(join(folder, FILE));
      await mkdir(join(folder, FILE));
    },
    ends: NOT_TAKEN_IN,
  },
  { name: 'a file without an end', files: { [FILE]: 'x'.repeat(2e6) }, ends: NOT_TAKEN_IN },
  { name: 'a program', files: { [FILE]: '\0\x7fELF' }, ends: NOT_TAKEN_IN },
  {
    name: 'an easier suite, and scripts and settings for the tools',
    files: {
      'workflows.test.ts': 'export {};',
      'world.ts': 'export const world = {};',
      'package.json':
        '{"scripts":{"postinstall":"touch /tmp/pwned"},"imports":{"#kit":"./kit.ts"}}',
      '.npmrc': 'ignore-scripts=false',
      'tsconfig.json': '{"compilerOptions":{"strict":false}}',
      'vitest.config.ts': 'export default { test: { passWithNoTests: true } };',
    },
    ends: PASS,
  },
];

const imports = (from: string) => ({
  [FILE]: `// @ts-nocheck\nexport * from '${from}';\nexport async function sendParcel() {}\n`,
});

/** What is handed in, as code that is bundled and type-checked. */
const BUILT: readonly Attack[] = [
  {
    name: 'a loader of its own, as a bundler might run it',
    files: imports('!!/tmp/evil-loader.cjs!./activities.ts'),
    ends: DOES_NOT_LOAD,
  },
  {
    name: 'the course’s own solution',
    files: imports('../../../../solutions/01-parcel/workflows.ts'),
    ends: DOES_NOT_LOAD,
  },
  { name: 'the suite', files: imports('./workflows.test.ts'), ends: DOES_NOT_LOAD },
  { name: 'a file of the machine', files: imports('/etc/hostname'), ends: DOES_NOT_LOAD },
  { name: 'a module of Node', files: imports('node:child_process'), ends: DOES_NOT_LOAD },
  {
    name: 'a text that no parser likes',
    files: { [FILE]: `export const a = ${'('.repeat(90_000)}${')'.repeat(90_000)};` },
    ends: DOES_NOT_LOAD,
  },
  {
    name: 'types that take for ever',
    files: {
      [FILE]: `type A<N extends number, R extends unknown[] = []> = R['length'] extends N ? R : A<N, [...R, 0]>;
type B<T> = { [K in keyof T]: B<A<900>[number] & T> };
export const a: B<A<900>> & { b: B<B<B<A<990>>>> } = {} as never;
export const c: typeof a extends B<B<A<901>>> ? 1 : 2 = 3;
export async function sendParcel(): Promise<string> { return a as never; }`,
    },
    ends: DOES_NOT_LOAD,
  },
];

export const ATTACKS: readonly Attack[] = [
  ...HANDED_IN,
  ...BUILT,
  ...IN_WORKFLOWS,
  ...IN_ACTIVITIES,
  ...IN_PROCESS,
  ...IN_NETWORK,
  ...IN_REACH,
];
