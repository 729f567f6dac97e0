import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { tellsTrouble } from '../../src/cli/board-trouble.ts';

test('trouble that everybody meets is told once', () => {
  const told: string[] = [];
  const tell = tellsTrouble((text) => told.push(text));
  const error = new Error('no such table');
  for (let turn = 0; turn < 200; turn += 1) tell(error);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('no such table');
});

test('a disk that is full is called so', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('create table a (b text); pragma max_page_count = 3');
  const told: string[] = [];
  const tell = tellsTrouble((text) => told.push(text));
  try {
    for (;;) database.prepare('insert into a values (?)').run('x'.repeat(4000));
  } catch (error) {
    tell(error as Error);
  }
  expect(told[0]).toMatch(/^The disk is full: /);
});
