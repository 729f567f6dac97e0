import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { freePort } from '../../src/server/port.ts';
import { atDesk } from './desk.ts';

interface Message {
  readonly method?: string;
  readonly params?: {
    readonly scriptId: string;
    readonly url: string;
    readonly sourceMapURL: string;
    readonly callFrames: readonly {
      readonly functionName: string;
      readonly location: { readonly scriptId: string };
    }[];
  };
}

interface Place {
  readonly functionName: string;
  /** The file in which a debugger shows the place. */
  readonly source: string;
}

async function debuggerUrl(port: number): Promise<string> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined);
    const [target] = answer ? ((await answer.json()) as { webSocketDebuggerUrl: string }[]) : [];
    if (target) return target.webSocketDebuggerUrl;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Attaches as an editor does, and resolves with the first place where the answer stops. */
async function firstStop(port: number): Promise<Place> {
  const socket = new WebSocket(await debuggerUrl(port));
  let count = 0;
  const send = (method: string) => socket.send(JSON.stringify({ id: (count += 1), method }));
  const scripts = new Map<string, { url: string; map: string }>();
  socket.addEventListener('open', () => send('Debugger.enable'));
  return new Promise((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      const { method, params } = JSON.parse(String(data)) as Message;
      if (!params) return;
      if (method === 'Debugger.scriptParsed') {
        scripts.set(params.scriptId, { url: params.url, map: params.sourceMapURL });
      }
      const [frame] = method === 'Debugger.paused' ? params.callFrames : [];
      if (!frame) return;
      const script = scripts.get(frame.location.scriptId);
      const [, map = ''] = script?.map.split('base64,') ?? [];
      const { sources } = JSON.parse(Buffer.from(map, 'base64').toString()) as {
        sources: string[];
      };
      send('Debugger.resume');
      resolve({
        functionName: frame.functionName,
        source: new URL(sources[0] ?? '', script?.url).href,
      });
    });
  });
}

test('a debugger stops in the learner’s own file, and the verdict stays the same', async () => {
  await atDesk(async (desk) => {
    await desk.dojo('start', 'saga');
    const right = await readFile(desk.path('solutions/07-saga/workflows.ts'), 'utf8');
    const stops = right.replace(
      'const orderId = order.id;',
      'const orderId = order.id;\n  debugger;',
    );
    expect(stops).not.toBe(right);
    await writeFile(desk.path('answers/07-saga/workflows.ts'), stops);
    const port = await freePort();
    const stop = firstStop(port);
    const checked = await desk.dojoWith({ DOJO_INSPECT: String(port) }, 'check', 'saga');
    expect(await stop).toEqual({
      functionName: 'placeOrder',
      source: pathToFileURL(desk.path('answers/07-saga/workflows.ts')).href,
    });
    expect(checked.stdout).toContain('all 10 checks pass');
    expect(checked.stdout).not.toContain('ws://');
  });
});

test('what VS Code starts is there, at one port', async () => {
  const root = join(import.meta.dirname, '..', '..');
  const text = await readFile(join(root, '.vscode', 'launch.json'), 'utf8');
  const { configurations, compounds } = JSON.parse(text) as {
    configurations: { name: string; program?: string; port?: number; env?: object }[];
    compounds: { configurations: string[] }[];
  };
  const [watch, look] = configurations;
  await readFile(watch?.program?.replace('${workspaceFolder}', root) ?? '');
  expect(watch?.env).toEqual({ DOJO_INSPECT: String(look?.port) });
  expect(compounds[0]?.configurations).toEqual(configurations.map(({ name }) => name));
});
