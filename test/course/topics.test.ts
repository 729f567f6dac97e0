import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { syncFolder } from '../../src/course/files.ts';
import { placeOf } from '../../src/course/topics.ts';
import { inFolder } from '../server/fixtures.ts';

const page = (covers: readonly string[]) =>
  [
    '---',
    'title: A lesson',
    'description: You can do it afterwards.',
    'minutes: { read: 5, kata: 20 }',
    `covers: ${JSON.stringify(covers)}`,
    'needs: []',
    '---',
    '',
  ].join('\n');

test('a topic is taught where a lesson says so, under the heading that it names', async () => {
  await inFolder(async (root) => {
    await syncFolder(join(root, 'lessons'), {
      '01-letter/index.mdx': page(['post.stamps#too-few', 'post.weight', 'post.ink']),
      '02-parcel/index.mdx': 'no frontmatter at all',
      '03-courier/index.mdx': page(['post.haste', 'post.weight#on-the-scales']),
    });
    const place = async (topic: string) => (await placeOf(root, topic, 'letter'))?.read;
    expect(await place('post.stamps')).toBe('letter#too-few');
    // Where a lesson names a heading, people are sent to that.
    expect(await place('post.weight')).toBe('courier#on-the-scales');
    expect(await place('post.haste')).toBe('courier');
    expect(await place('post.ink')).toBe('letter');
    expect(await place('post.customs')).toBeUndefined();
    await rm(join(root, 'lessons', '01-letter'), { recursive: true });
    expect(await place('post.stamps')).toBeUndefined();
  });
});

test('whether a topic’s lesson comes later depends on where its reader is', async () => {
  await inFolder(async (root) => {
    await syncFolder(join(root, 'lessons'), {
      '01-letter/index.mdx': page(['post.ink']),
      '02-parcel/index.mdx': page(['post.weight#on-the-scales']),
      '03-courier/index.mdx': page(['post.haste']),
    });
    const later = async (reader: string) => (await placeOf(root, 'post.weight', reader))?.later;
    expect(await later('letter')).toBe(true);
    expect(await later('parcel')).toBe(false);
    expect(await later('courier')).toBe(false);
    expect(await later('no-lesson')).toBe(false);
  });
});
