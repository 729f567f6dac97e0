import { expect, test } from 'vitest';
import type { HostAsks } from '../../src/runtime/host-protocol.ts';
import { asked, replied } from '../../src/runtime/host-schema.ts';

test('a host is heard only when it asks as hosts do', async () => {
  const heard: unknown[] = [];
  const breaches: string[] = [];
  const asks = {
    sleep: async (...args: unknown[]) => void heard.push(args),
  } as unknown as HostAsks;
  const functions = asked(asks, (why) => breaches.push(why));
  await functions.sleep('attempt', 5);
  for (const args of [['attempt', -1], ['attempt', '5'], [], [{}, 5], ['attempt', 5, 'more']]) {
    const given = args as [string, number];
    await expect(functions.sleep(...given)).rejects.toThrow(TypeError);
  }
  expect(heard).toEqual([['attempt', 5]]);
  expect(breaches).toEqual(Array.from({ length: 5 }, () => "it asked 'sleep' as nobody does"));
  expect('constructor' in functions).toBe(false);
});

test('a reply of another shape is none', () => {
  expect(replied('replay', { same: true })).toEqual({ value: { same: true } });
  expect(replied('replay', { same: 'true' })).toBeUndefined();
  expect(replied('loadActivities', { exported: 'all', activities: [] })).toBeUndefined();
  expect(replied('ping', undefined)).toEqual({ value: undefined });
  expect(replied('ping', 1)).toBeUndefined();
});
