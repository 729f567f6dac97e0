import { once } from 'node:events';
import { expect, test } from 'vitest';
import { forkHost, type StartHost } from '../../src/runtime/host-process.ts';
import { Replays } from '../../src/runtime/replays.ts';

test('replays that lose their host together get one other host, and none when all is over', async () => {
  const children: ReturnType<StartHost>['child'][] = [];
  const start: StartHost = (place) => {
    const host = forkHost(place);
    children.push(host.child);
    return host;
  };
  const replays = new Replays(start);
  replays.load('', (text) => text);
  // One that was never heard of would be our fault.
  await once(children[0]!, 'message');
  const lost = [1, 2, 3].map((run) => replays.replay(`run-${run}`, new Uint8Array()));
  children[0]?.kill('SIGKILL');
  for (const replay of await Promise.all(lost)) expect(replay).toMatchObject({ same: false });
  expect(children).toHaveLength(2);
  const last = replays.replay('last', new Uint8Array());
  await replays.end();
  await last.catch(() => undefined);
  expect(children).toHaveLength(2);
  expect(children.filter(({ exitCode, signalCode }) => (exitCode ?? signalCode) === null)).toEqual(
    [],
  );
});
