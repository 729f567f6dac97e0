import { mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join, sep } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inPath, runCommand } from '../../src/server/command.ts';
import { bundleFile, fingerprint, readKit } from '../../src/workshop/bundles.ts';
import { cut, ROOM_ADDRESS, skipCut, WHY_NOT_CUT } from '../cli/cut-network.ts';
import { bootstrap, shell } from '../cli/desk.ts';
import { inFolder } from '../server/fixtures.ts';
import { badLine, type Fate } from './bad-line.ts';
import { fetchCourse, learnerIn, type Typing } from './learner.ts';
import type { Room } from './room-main.ts';
import { serveKit, type ServedKit } from './served-kit.ts';
import { HERE, smallBundle, sum } from './small-kit.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const LIMIT_MS = 1_500_000;
const LEARNERS = 20;
const STARTERS = 2;

test.skipIf(skipCut)(
  `twenty learners have the course from the board with the network cut${skipCut ? `: ${WHY_NOT_CUT}` : ''}`,
  { timeout: LIMIT_MS },
  async () => {
    expect(cut, WHY_NOT_CUT).toBeDefined();
    await inFolder(async (folder) => {
      const kit = join(folder, 'kit', sep);
      // What npm told these tests of itself: on some machines, how its registry is reached.
      const npm = Object.entries(process.env).flatMap(([name, value = '']) =>
        name.startsWith('npm_') ? [[name, value] as const] : [],
      );
      const limit = { limit: LIMIT_MS, env: shell(Object.fromEntries(npm)) };
      const setup = [bootstrap(ROOT), 'setup', '--offline-bundle', kit, '--platform', HERE];
      const made = await runCommand(process.execPath, setup, limit);
      expect(made.output).toContain(`${bundleFile(HERE)}: `);
      const { bundles } = await readKit(kit);
      expect(bundles.map(({ platform }) => platform)).toEqual([HERE]);
      const [command = '', ...args] = cut ?? [];
      const main = join(import.meta.dirname, 'room-main.ts');
      const told = await runCommand(
        command,
        [
          ...args,
          process.execPath,
          main,
          kit,
          join(folder, 'room'),
          String(LEARNERS),
          String(STARTERS),
        ],
        limit,
      );
      expect(told.output).toContain('{"network"');
      const room = JSON.parse(told.output.slice(told.output.indexOf('{"network"'))) as Room;
      expect(room.network).toBe('cut off');
      expect(room.learners).toHaveLength(LEARNERS);
      for (const { code, output, left } of room.learners) {
        expect(output).toContain(`SHA-256 begins with ${fingerprint(bundles[0]?.sha256 ?? '')}`);
        expect(output).toContain('The checksum is right.');
        expect(output).toContain(`npx dojo join http://${ROOM_ADDRESS}:`);
        expect({ code, left }).toEqual({ code: 0, left: ['durable-dojo'] });
      }
      expect(room.started).toHaveLength(STARTERS);
      for (const { code, output } of room.started) {
        expect(output).toContain('durable-execution  0 of 9 checks pass');
        expect(code).toBe(0);
      }
      // Eight gigabytes went through it.
      expect(room.boardPeak).toBeLessThan(600);
    });
  },
);

describe('the one command', { concurrent: true }, () => {
  /** A kit with a small bundle, a line to it, and a learner's folder. */
  async function inRoom(
    fates: readonly Fate[],
    work: (room: {
      readonly kit: string;
      readonly folder: string;
      readonly askedFrom: readonly number[];
      readonly types: (typing?: Typing, name?: string) => ReturnType<typeof fetchCourse>;
    }) => Promise<void>,
  ): Promise<void> {
    await inFolder(async (folder) => {
      const kit = join(folder, 'kit');
      await smallBundle(kit);
      const board = await serveKit(kit);
      const line = await badLine(Number(new URL(board.address).port), fates);
      try {
        await work({
          kit,
          folder,
          askedFrom: line.askedFrom,
          types: (typing, name) => fetchCourse(line.address, learnerIn(folder, name), typing),
        });
      } finally {
        await line.close();
        await board.close();
      }
    });
  }

  test('goes on where the line was cut, and has the whole', async () => {
    const fates = [{ after: 1_500_000, becomes: 'cut' }, 'dead', 'good'] as const;
    await inRoom(fates, async ({ kit, folder, askedFrom, types }) => {
      const { code, output, left } = await types();
      expect(output).toMatch(/The line was cut at [12] of 4 MB: .+\. It goes on from there in 1 s/);
      expect({ code, left }).toEqual({ code: 0, left: ['durable-dojo'] });
      const [first = -1, second = 0, third = 0] = askedFrom;
      expect(first).toBe(0);
      expect(second).toBeGreaterThan(1_000_000);
      expect(third).toBe(second);
      const unpacked = await readFile(join(learnerIn(folder), 'durable-dojo', 'much'));
      expect((await readFile(join(kit, bundleFile(HERE)))).includes(unpacked)).toBe(true);
    });
  });

  test('does not wait for a line that has fallen silent', async () => {
    const fates = [{ after: 2_000_000, becomes: 'silent' }, 'good'] as const;
    await inRoom(fates, async ({ types }) => {
      const { code, output, left } = await types();
      expect(output).toContain('nothing came any more');
      expect({ code, left }).toEqual({ code: 0, left: ['durable-dojo'] });
    });
  });

  test('ended by Ctrl-C leaves what has come, and nothing else; the next one goes on from there', async () => {
    const fates = [{ after: 2_000_000, becomes: 'cut' }, 'dead', 'good'] as const;
    await inRoom(fates, async ({ askedFrom, types }) => {
      const stopped = await types({ stopAt: /The line was cut/ });
      expect(stopped.output).toContain('Stopped. What has come stays.');
      // npm ends by the signal itself, or with what we ended with.
      expect([null, 130]).toContain(stopped.code);
      expect(stopped.left).toEqual([expect.stringMatching(/^dojo-.+-[0-9a-f]{8}\.tar\.part$/)]);
      const { code, left } = await types();
      expect({ code, left }).toEqual({ code: 0, left: ['durable-dojo'] });
      expect(askedFrom.at(-1)).toBeGreaterThan(1_000_000);
    });
  });

  test('gives up on a board that is gone, and says what to look at', async () => {
    await inRoom(['dead'], async ({ types }) => {
      const { code, output } = await types();
      expect(output).toMatch(/http:\/\/127\.0\.0\.1:\d+ cannot be reached: /);
      expect(output).toMatch(/same network[^]*Then type the same again: npx --yes .+dojo\.tgz/);
      expect(code).toBe(3);
    });
  });

  test('refuses a bundle with a flipped byte, and removes it', async () => {
    await inRoom(['good'], async ({ kit, types }) => {
      const path = join(kit, bundleFile(HERE));
      const bytes = await readFile(path);
      bytes[3_000_000] = (bytes[3_000_000] ?? 0) ^ 1;
      await writeFile(path, bytes);
      const { code, output, left } = await types();
      expect(output).toContain('What came is not the bundle');
      expect(output).toContain('npx dojo doctor --workshop');
      expect({ code, left }).toEqual({ code: 3, left: [] });
    });
  });

  test('takes the bundle of now where npm has kept the package of before', async () => {
    await inRoom(['good'], async ({ kit, folder, types }) => {
      const npmCache = join(folder, 'npm');
      expect((await types({ npmCache })).code).toBe(0);
      await smallBundle(kit);
      const { code, output, left } = await types({ npmCache }, 'another');
      expect(output).toContain('The board has a newer bundle than npm knew of.');
      expect({ code, left }).toEqual({ code: 0, left: ['durable-dojo'] });
    });
  });

  test('says for which machines there is a bundle, when there is none for this one', async () => {
    await inFolder(async (folder) => {
      await smallBundle(folder, 'win32-arm64');
      const board = await serveKit(folder);
      const { code, output, left } = await fetchCourse(board.address, learnerIn(folder));
      await board.close();
      expect(output).toContain(`no bundle for this kind of machine, ${HERE}`);
      expect(output).toContain('For these it has one: win32-arm64.');
      expect(output).toContain(`npx dojo setup --offline-bundle kit/ --platform ${HERE}`);
      expect({ code, left }).toEqual({ code: 3, left: [] });
    });
  });

  test('leaves a folder that is there as it is', async () => {
    await inRoom(['good'], async ({ folder, askedFrom, types }) => {
      const own = join(learnerIn(folder), 'durable-dojo', 'mine.txt');
      await mkdir(join(own, '..'), { recursive: true });
      await writeFile(own, 'mine');
      const { code, output, left } = await types();
      expect(output).toContain('There is a folder durable-dojo here already');
      expect({ code, left }).toEqual({ code: 64, left: ['durable-dojo'] });
      expect(await readdir(join(own, '..'))).toEqual(['mine.txt']);
      expect(askedFrom).toEqual([]);
    });
  });

  test('says that Node is too old, and that there is no tar, before it fetches anything', async () => {
    await inRoom(['good'], async ({ folder, askedFrom, types }) => {
      const old = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.9.0'})`;
      const aged = await types({ env: { NODE_OPTIONS: `--import=${old}` } });
      expect(aged.output).toContain('This is Node 18.9.0, and the course needs Node 20 or newer.');
      expect(aged.code).toBe(3);
      const bin = join(folder, 'bin');
      await mkdir(bin);
      for (const name of ['node', 'npx', 'sh']) {
        await symlink(name === 'node' ? process.execPath : (inPath(name) ?? ''), join(bin, name));
      }
      const bare = await types({ env: { PATH: bin } });
      expect(bare.output).toContain('There is no `tar` on this machine');
      expect(bare.code).toBe(3);
      expect(askedFrom).toEqual([]);
    });
  });

  test.skipIf(skipCut)('says how much room is wanted on a full disk', async () => {
    await inRoom(['good'], async ({ folder, askedFrom, types }) => {
      const here = learnerIn(folder);
      const mount = `mount -t tmpfs -o size=64m none '${here}' && cd '${here}' && exec "$@"`;
      const who = process.getuid?.() === 0 ? '-m' : '-rm';
      const { code, output } = await types({ within: ['unshare', who, 'sh', '-c', mount, 'sh'] });
      expect(output).toMatch(/There is no room: 0\.1 GB are free on this disk, and 0\.9 GB are/);
      expect(code).toBe(3);
      expect(askedFrom).toEqual([]);
    });
  });
});

describe('the kit’s routes', () => {
  let board: ServedKit;
  let tag = '';
  let bytes: Buffer;
  let end: () => void = () => undefined;
  let cleared: Promise<void>;

  beforeAll(async () => {
    await new Promise<void>((ready, fail) => {
      cleared = inFolder(async (folder) => {
        const path = await smallBundle(folder);
        tag = `"${await sum(path)}"`;
        bytes = await readFile(path);
        await writeFile(join(folder, 'secret.txt'), 'secret');
        await writeFile(join(folder, 'dojo.tar'), 'secret');
        await writeFile(join(folder, bundleFile('win32-x64')), 'secret');
        await writeFile(join(folder, bundleFile('win32-arm64')), 'secret');
        await writeFile(join(folder, `${bundleFile('win32-arm64')}.sha256`), 'no checksum');
        await symlink(join(folder, 'secret.txt'), join(folder, bundleFile('darwin-x64')));
        await writeFile(join(folder, `${bundleFile('darwin-x64')}.sha256`), `${'0'.repeat(64)}\n`);
        board = await serveKit(folder);
        expect((await readKit(folder)).refused.map(({ file }) => file)).toEqual([
          'dojo-darwin-x64.tar',
          'dojo-win32-arm64.tar',
          'dojo-win32-x64.tar',
          'dojo.tar',
        ]);
        ready();
        await new Promise<void>((resolve) => (end = resolve));
        await board.close();
      });
      cleared.catch(fail);
    });
  });

  afterAll(async () => {
    end();
    await cleared;
  });

  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${board.address}/kit/${bundleFile(HERE)}`, { headers, method });

  test('serve a whole bundle, with its size and its checksum as its tag', async () => {
    for (const method of ['GET', 'HEAD']) {
      const response = await get({}, method);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-length')).toBe(String(bytes.length));
      expect(response.headers.get('etag')).toBe(tag);
      expect(response.headers.get('accept-ranges')).toBe('bytes');
      const body = Buffer.from(await response.arrayBuffer());
      expect(body.equals(method === 'GET' ? bytes : Buffer.alloc(0))).toBe(true);
    }
  });

  test.each([
    ['bytes=0-0', 0, 1],
    ['bytes=5-9', 5, 10],
    ['bytes=4000000-', 4_000_000, Infinity],
    ['bytes=-3', -3, Infinity],
    ['bytes=0-99999999999', 0, Infinity],
  ])('serve the range %s', async (range, from, to) => {
    const response = await get({ range, 'if-range': tag, 'if-match': tag });
    expect(response.status).toBe(206);
    const wanted = bytes.subarray(from, Math.min(to, bytes.length));
    const first = from < 0 ? bytes.length + from : from;
    expect(response.headers.get('content-range')).toBe(
      `bytes ${first}-${first + wanted.length - 1}/${bytes.length}`,
    );
    expect(Buffer.from(await response.arrayBuffer()).equals(wanted)).toBe(true);
  });

  test.each(['bytes=99999999-', 'bytes=9-5', 'bytes=-0'])('refuse the range %s', async (range) => {
    const response = await get({ range });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe(`bytes */${bytes.length}`);
    expect(await response.text()).toBe('');
  });

  test.each(['bytes=0-1,4-5', 'lines=1-2', 'bytes=-', 'bytes=a-b', 'bytes=0x1-'])(
    'serve the whole for the range %s',
    async (range) => {
      const response = await get({ range });
      expect(response.status).toBe(200);
      expect((await response.arrayBuffer()).byteLength).toBe(bytes.length);
    },
  );

  test('serve no part of a bundle that is another by now', async () => {
    const other = `"${'0'.repeat(64)}"`;
    expect((await get({ range: 'bytes=5-9', 'if-match': other })).status).toBe(412);
    const response = await get({ range: 'bytes=5-9', 'if-range': other });
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBe(bytes.length);
  });

  test.each([
    '/kit/secret.txt',
    '/kit/dojo.tar',
    `/kit/${bundleFile('win32-x64')}`,
    `/kit/${bundleFile('win32-arm64')}`,
    `/kit/${bundleFile('darwin-x64')}`,
    `/kit/${bundleFile(HERE)}.sha256`,
    `/kit/${bundleFile(HERE)}%00`,
    `/kit/x/../secret.txt`,
    '/kit/../package.json',
    '/kit/..%2fpackage.json',
    '/kit/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/kit/..%5c..%5csecret.txt',
    '/kit//etc/passwd',
    '/kit/%',
    '/kit/',
  ])('serve nothing for %s', async (path) => {
    const { status, text } = await asIs({ path });
    expect(status).toBe(404);
    expect(text).not.toMatch(/secret|root:/);
  });

  test.each(['evil"host', 'a b', 'a/b', 'user@host', '$(id)', '`id`', 'a;b', '[::1', 'a:b'])(
    'make no package for the host %j',
    async (host) => {
      const { status } = await asIs({ path: '/kit/dojo.tgz', headers: { host } });
      expect(status).toBe(400);
    },
  );

  test.each(['192.168.1.20:4600', 'board.local', '[fe80::1]:4600'])(
    'make a package for the host %s, the same each time',
    async (host) => {
      const first = await asIs({ path: '/kit/dojo.tgz', headers: { host } });
      expect(first.status).toBe(200);
      expect((await asIs({ path: '/kit/dojo.tgz', headers: { host } })).text).toBe(first.text);
    },
  );

  test.runIf(process.platform === 'linux')('let go of a file whose download was cut', async () => {
    const open = async () => {
      const all = await readdir('/proc/self/fd');
      const paths = await Promise.all(
        all.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => '')),
      );
      return paths.filter((path) => path.endsWith(bundleFile(HERE))).length;
    };
    for (let turn = 0; turn < 20; turn += 1) {
      const cutting = new AbortController();
      const response = await fetch(`${board.address}/kit/${bundleFile(HERE)}`, {
        signal: cutting.signal,
      });
      await response.body?.getReader().read();
      cutting.abort();
    }
    await expect.poll(open, { timeout: 10_000 }).toBe(0);
  });

  /** Asks for a path, or by a host, that `fetch` would mend. */
  function asIs(options: {
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
  }): Promise<{ status: number | undefined; text: string }> {
    const { port } = new URL(board.address);
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port, ...options }, (response) => {
        let text = '';
        response.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
        response.once('end', () => resolve({ status: response.statusCode, text }));
      });
      asked.once('error', reject);
      asked.end();
    });
  }
});
