import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packTar } from 'modern-tar';
import { bundleFile } from '../../src/workshop/bundles.ts';
import { HERE, smallBundle, sum } from '../workshop/small-kit.ts';
import { atDesk, type Desk } from './desk.ts';

/** A test server that cannot be: what is looked at after it would take its time. */
const NO_SERVER = { DOJO_TEST_SERVER: '/nowhere/server' };

interface Found {
  readonly name: string;
  readonly state: string;
  readonly text: string;
  readonly next?: string;
  readonly whose?: string;
  readonly about?: { readonly course: string; readonly platform: string; readonly at: string };
}

let desk: Desk;
let leave: () => void = () => undefined;
let left: Promise<void>;

beforeAll(async () => {
  await new Promise<void>((ready, fail) => {
    left = atDesk(async (given) => {
      desk = given;
      ready();
      await new Promise<void>((resolve) => (leave = resolve));
    });
    left.catch(fail);
  });
});

afterAll(async () => {
  leave();
  await left;
});

describe('doctor --workshop', () => {
  test('also looks at what a room needs', async () => {
    const { code, stdout } = await desk.dojo('doctor', '--workshop', '--json');
    const found = JSON.parse(stdout) as Found[];
    const names = found.map(({ name }) => name);
    const wanted = ['node', 'judge', 'address', 'board', 'downloads', 'browser', 'grading', 'kit'];
    expect(names).toEqual(expect.arrayContaining(wanted));
    expect(found.find(({ name }) => name === 'kit')).toMatchObject({
      state: 'absent',
      next: expect.stringContaining('npx dojo setup --offline-bundle kit/'),
    });
    expect(code).toBe(found.some(({ state }) => state === 'missing') ? 3 : 0);
  });

  test('says that the board’s port is taken, and how to choose another', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => {
      taken.once('error', () => resolve());
      taken.listen(4600, resolve);
    });
    const { code, stdout } = await desk.dojoWith(NO_SERVER, 'doctor', '--workshop');
    // As a board has it that runs.
    await mkdir(desk.path('.dojo', 'room'), { recursive: true });
    const lock = new DatabaseSync(desk.path('.dojo', 'room', 'lock.sqlite'));
    lock.exec('begin exclusive');
    const own = await desk.dojoWith(NO_SERVER, 'doctor', '--workshop');
    lock.close();
    await new Promise((resolve) => taken.close(resolve));
    expect(stdout).toMatch(/✗ Port 4600 is in use.+\n {2}.+npx dojo workshop --port 4601/);
    expect(code).toBe(3);
    expect(own.stdout).toContain('✓ A board of this machine runs at port 4600');
  });
});

describe('doctor --kit', () => {
  test('tells a right bundle with what it lacks, a damaged one, and one without a checksum', async () => {
    const kit = desk.path('kit');
    await smallBundle(kit, 'darwin-arm64');
    const damaged = await smallBundle(kit, 'win32-x64');
    const bytes = await readFile(damaged);
    bytes[2_000_000] = (bytes[2_000_000] ?? 0) ^ 1;
    await writeFile(damaged, bytes);
    await writeFile(join(kit, bundleFile('linux-arm64')), 'no checksum');
    await bundleWith(kit, 'linux-x64', 'sdk-1.24.0-linux-x64');
    await bundleWith(kit, 'win32-arm64', 'maven-1.38.0');
    await bundleWith(kit, 'darwin-x64', 'sdk-1.24.0-linux-x64');
    const { code, stdout } = await desk.dojo('doctor', '--kit', 'kit');
    expect(stdout).toMatch(
      /✓ Kit: dojo-linux-x64\.tar, 0 MB, its SHA-256 is right and begins with [0-9a-f]{8}\n/,
    );
    expect(stdout).toMatch(/✓ Kit: dojo-win32-arm64\.tar.+\n {2}Its test server wants Java 11/);
    expect(stdout).toContain('✗ dojo-darwin-arm64.tar has no test server for darwin-arm64.');
    expect(stdout).toContain('✗ dojo-darwin-x64.tar has no test server for darwin-x64.');
    expect(stdout).toContain(
      '✗ dojo-win32-x64.tar is damaged: its checksum is wrong.\n' +
        '  Make it again: npx dojo setup --offline-bundle kit/ --platform win32-x64\n',
    );
    expect(stdout).toContain('✗ dojo-linux-arm64.tar is given to nobody: there is no');
    expect(code).toBe(3);
  });

  test('says how to make the first bundle', async () => {
    const { code, stdout } = await desk.dojo('doctor', '--kit', 'nothing');
    expect(stdout).toBe(
      '✗ There is no bundle in nothing.\n  Make one: npx dojo setup --offline-bundle nothing/\n',
    );
    expect(code).toBe(3);
  });
});

describe('doctor --collect', () => {
  let well = '';
  let ill = '';

  beforeAll(async () => {
    well = (await desk.dojo('doctor', '--json')).stdout;
    ill = (await desk.dojoWith(NO_SERVER, 'doctor', '--json')).stdout;
  });

  /** Writes reports into a folder of this name, and has them read. */
  async function collect(
    name: string,
    files: Readonly<Record<string, string | Buffer>>,
    ...options: string[]
  ) {
    await mkdir(desk.path(name), { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(desk.path(name, file), text);
    return desk.dojo('doctor', '--collect', name, ...options);
  }

  test('says whose machine is ready, from reports as learners make them', async () => {
    // As a shell on Windows writes it, and as npm does with a line before.
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(well, 'utf16le')]);
    const { code, stdout } = await collect('ready', {
      'anna.json': well,
      'ben.json': wide,
      'carla.json': `\n> durable-dojo@0.1.0 dojo\n> node …\n\n${well}`,
    });
    const today = new Date().toISOString().slice(0, 10);
    const row = (name: string) =>
      new RegExp(`^✓ ${name} +${HERE} +24\\.\\S+ +there +${today}$`, 'm');
    for (const name of ['anna', 'ben', 'carla']) expect(stdout).toMatch(row(name));
    expect(stdout).toContain(`3 of 3 are ready. Machines: 3 ${HERE}.`);
    expect(code).toBe(0);
  });

  test('says what the others lack, and what they type next', async () => {
    const old = well.replace(/"course": "[^"]+"/, '"course": "0.0.9"');
    const part = well.replace('"judge"', '"jury"');
    const { code, stdout } = await collect('lacking', {
      'anna.json': well,
      'ben.json': ill.replaceAll(HERE, 'darwin-arm64'),
      'old.json': old,
      'part.json': part,
    });
    expect(stdout).toMatch(
      /^✗ ben +darwin-arm64 +\S+ +missing .+\n {4}.*\/nowhere\/server.*\n {4}/m,
    );
    expect(stdout).toMatch(/^✗ old .+\n {4}The course is of version 0\.0\.9.+\n {4}.+git pull$/m);
    expect(stdout).toMatch(/^✗ part .+\n {4}Nothing is said about the judge/m);
    expect(stdout).toContain(`1 of 4 are ready. Machines: 3 ${HERE}, 1 darwin-arm64.`);
    expect(code).toBe(1);
  });

  test('is not stopped or deceived by files that are damaged or hostile', async () => {
    const escape = '\u001B[2J\u001B]0;owned\u0007\u202E';
    await mkdir(desk.path('hostile', 'folder.json'), { recursive: true });
    await writeFile(desk.path('hostile', 'huge.json'), '');
    await truncate(desk.path('hostile', 'huge.json'), 5_000_000_000);
    const { code, stdout, stderr } = await collect('hostile', {
      'anna.json': well,
      'cut.json': well.slice(0, 400),
      'empty.json': '',
      'other.json': '{"verdict":"pass"}',
      'deep.json': '['.repeat(100_000),
      'many.json': JSON.stringify(Array(200).fill({ name: 'a', state: 'good', text: 'b' })),
      'odd.json': '[{"name":"node","state":"splendid","text":"x"}]',
      [`bell${escape}.json`]: 'x',
      'paints.json': JSON.stringify([
        { name: 'server', state: 'missing', text: `${escape}no\nserver`, next: 'x'.repeat(9_000) },
      ]),
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^✓ anna /m);
    for (const name of ['cut', 'empty', 'deep']) {
      expect(stdout).toContain(`✗ ${name}: this is no report of the doctor: it is not JSON.`);
    }
    for (const name of ['other', 'many', 'odd']) {
      expect(stdout).toContain(`✗ ${name}: this is no report of the doctor: it is other JSON.`);
    }
    expect(stdout).toContain('✗ huge: this is no report of the doctor: it has 5000 MB.');
    expect(stdout).toContain('✗ folder: this is no report of the doctor: it is no file.');
    expect(stdout).toMatch(/^ {4}no server\n {4}x{300} …$/m);
    expect(stdout).toContain('1 of 11 are ready.');
    expect(stdout).not.toMatch(/[\u0007\u001B\u202E]/);
    expect(code).toBe(1);
  });

  test('tells programs the same, and which bundle is missing', async () => {
    await bundleWith(desk.path('bundles'), HERE, `sdk-1.24.0-${HERE}`);
    const { code, stdout } = await collect(
      'json',
      { 'anna.json': well, 'ben.json': ill.replaceAll(HERE, 'darwin-x64'), 'no.json': '' },
      '--kit',
      'bundles',
      '--json',
    );
    const found = JSON.parse(stdout) as Found[];
    expect(found.map(({ name, state, whose }) => [name, state, whose])).toEqual([
      ['kit', 'good', undefined],
      ['kit', 'missing', undefined],
      ['report', 'good', 'anna'],
      ['report', 'missing', 'ben'],
      ['report', 'missing', 'no'],
    ]);
    expect(found[1]).toMatchObject({
      text: 'No bundle for darwin-x64, which 1 of the reports are from.',
      next: 'Make one: npx dojo setup --offline-bundle bundles/ --platform darwin-x64',
    });
    expect(found[2]?.about).toMatchObject({ course: '0.1.0', platform: HERE });
    expect(code).toBe(3);
  });

  test('is wrong use where there is no report', async () => {
    await mkdir(desk.path('none'));
    for (const path of ['none', 'nowhere']) {
      const { code, stderr } = await desk.dojo('doctor', '--collect', path);
      expect(stderr).toContain(
        `There is no${path === 'none' ? ' report in' : 'thing at'} ${path}.`,
      );
      expect(code).toBe(64);
    }
  });
});

/** A bundle in which a part of the cache of test servers lies. */
async function bundleWith(kit: string, platform: string, part: string): Promise<void> {
  await mkdir(kit, { recursive: true });
  const name = `durable-dojo/.dojo/server/${part}/record.json`;
  const path = join(kit, bundleFile(platform));
  await writeFile(path, await packTar([{ header: { name, size: 3 }, body: '[]\n' }]));
  await sum(path);
}
