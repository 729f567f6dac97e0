import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { decoded, encoded, jsonChannel } from '../../src/runtime/channel.ts';

test('what a host says arrives as it was, as far as it is data', () => {
  const message = {
    t: 'q',
    a: [undefined, null, 1.5, Number.NaN, -Infinity, 12n, 'ü', new Date(0), { $dojo: 'mine' }],
    bytes: new Uint8Array([0, 255, 10]),
  };
  const { bytes, ...rest } = decoded(encoded(message)) as typeof message;
  expect(rest).toEqual({ t: message.t, a: message.a });
  expect([...bytes]).toEqual([0, 255, 10]);
  const error = decoded(encoded(new TypeError('no'))) as Error;
  expect(error).toMatchObject({ name: 'TypeError', message: 'no' });
});

test('an object that is named like a prototype is only an object', () => {
  const object = decoded('{"__proto__":{"isAdmin":true},"constructor":1}') as { isAdmin?: boolean };
  expect(object.isAdmin).toBeUndefined();
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});

test.each([
  ['no JSON', 'hello\n', 'no JSON'],
  ['a tower', `${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, 'nested too deeply'],
  ['a mark that nobody makes', '{"$dojo":"function"}\n', 'nobody sends'],
  ['a message without an end', 'x'.repeat(33_000_000), 'without an end'],
  ['far too many messages', '1\n'.repeat(500_001), 'too much'],
])('of a host that sends %s nothing more is read', async (_, sent, why) => {
  const stream = new PassThrough();
  const { promise, resolve } = Promise.withResolvers<string>();
  const heard: unknown[] = [];
  jsonChannel(stream, ({ message }) => resolve(message)).on((message) => heard.push(message));
  stream.write('"hello"\n');
  stream.write(sent);
  expect(await promise).toContain(why);
  const before = heard.length;
  expect(heard[0]).toBe('hello');
  stream.write('"more"\n');
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toHaveLength(before);
});
