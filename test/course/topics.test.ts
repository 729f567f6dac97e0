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
    expect(await placeOf(root, 'post.stamps')).toBe('letter#too-few');
    // Where a lesson names a heading, people are sent to that.
    expect(await placeOf(root, 'post.weight')).toBe('courier#on-the-scales');
    expect(await placeOf(root, 'post.haste')).toBe('courier');
    expect(await placeOf(root, 'post.ink')).toBe('letter');
    expect(await placeOf(root, 'post.customs')).toBeUndefined();
    await rm(join(root, 'lessons', '01-letter'), { recursive: true });
    expect(await placeOf(root, 'post.stamps')).toBeUndefined();
  });
});
