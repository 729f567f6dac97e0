import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  progressText,
  readProgressText,
  type KataProgress,
} from '../../src/course/progress-text.ts';

const KATAS: readonly KataProgress[] = [
  {
    slug: 'saga',
    suite: '1f0c9a27b3d4e5f6',
    solved: { answer: 'a1b2c3d4e5f60718', at: '2026-03-01T18:30:00.000Z' },
    hints: 2,
  },
  { slug: 'safe-deploys', suite: '77ab01c2d3e4f506', hints: 1 },
];

test('an export is a line for each kata, and a checksum', () => {
  const text = progressText(KATAS);
  expect(text.split('\n').slice(0, -2)).toEqual([
    'durable-dojo progress 1',
    '# kata, version of its suite, answer that passed, when, hints opened',
    'saga 1f0c9a27b3d4e5f6 a1b2c3d4e5f60718 2026-03-01T18:30:00.000Z 2',
    'safe-deploys 77ab01c2d3e4f506 - - 1',
  ]);
  const counted = text.replace(/^#.*\n/m, '').replace(/^checksum.*\n/m, '');
  expect(text).toContain(`checksum ${crc32(counted).toString(16).padStart(8, '0')}\n`);
});

test('what was exported can be read again, also after a clipboard had it', () => {
  const text = progressText(KATAS);
  expect(readProgressText(text)).toEqual(KATAS);
  const pasted = text
    .split('\n')
    .map((line) => `  ${line.replaceAll(' ', '  ')} `)
    .join('\r\n\r\n');
  expect(readProgressText(pasted)).toEqual(KATAS);
  expect(readProgressText(progressText([]))).toEqual([]);
});

describe('an import refuses', () => {
  const text = progressText(KATAS);
  test.each([
    ['something else', 'Dear reader', 'This is not an export of progress.'],
    ['nothing', '', 'This is not an export of progress.'],
    ['a newer format', text.replace('progress 1', 'progress 2'), 'comes from a newer version'],
    ['a line less', text.replace(/^saga.*\n/m, ''), 'is damaged'],
    ['no checksum', text.replace(/^checksum.*\n/m, ''), 'is damaged'],
    ['a changed line', text.replace('safe-deploys', 'safe-deploy'), 'is damaged'],
  ])('%s', (_, given, says) => {
    expect(() => readProgressText(given)).toThrow(says);
  });
});
