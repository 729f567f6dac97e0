import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { inRoom, type OpenRoom } from '../workshop/room.ts';
import { atDesk, type Desk } from './desk.ts';
import { Terminal } from './terminal.ts';

const PATIENCE = 240_000;

/** Gives a room and a learner's clone to the work. */
function atRoom(work: (open: OpenRoom, learner: Desk) => Promise<void>): Promise<void> {
  return inRoom((open) => atDesk((learner) => work(open, learner)));
}

async function pages(learner: Desk): Promise<string[]> {
  const names = await readdir(learner.path('answers')).catch((): string[] => []);
  return names.filter((name) => name.startsWith('workshop-')).toSorted();
}

test(
  'who leaves and comes back has the old seat, and no page is lost',
  () =>
    atRoom(async (open, learner) => {
      const { board, room } = open;
      const joins = (name: string) =>
        learner.dojo('join', board.host, room.podium.code, '--name', name);
      await joins('Dóra K.');
      const first = await learner.dojo('leave');
      expect(first.stdout).toContain('no page of what you did');
      expect(await pages(learner)).toEqual([]);
      expect(room.people()).toMatchObject([{ name: 'Dóra K.', left: true }]);

      const again = await joins('Dóra K.');
      expect(again.stdout).toContain('Welcome back');
      expect(again.stdout).toMatch(/^You sit in A day as Dóra K\.$/m);
      expect(again.stdout).not.toContain('another');
      expect(room.people()).toHaveLength(1);
      expect(room.people()[0]).not.toHaveProperty('left');

      await learner.answer('workflows.ts');
      await learner.dojo('check', 'saga');
      await learner.dojo('leave');
      const [page = ''] = await pages(learner);
      const text = await readFile(learner.path('answers', page), 'utf8');
      expect(text).toContain('## What you can do now');
      // Once more, with nothing new.
      await joins('Dóra K.');
      await learner.dojo('leave');
      expect(await pages(learner)).toHaveLength(1);

      // A name alone proves nothing, and another name is another person.
      await joins('Ben');
      expect(room.people().map(({ name, left }) => [name, left])).toEqual([
        ['Dóra K.', true],
        ['Ben', undefined],
      ]);

      // The instructor has forgotten all: what this machine knows is told.
      for (const { id } of room.people()) room.forget(id);
      const over = await learner.dojo('leave');
      expect(over.stdout).toContain('knows your seat no more');
      expect(over.stdout).toContain('as far as this machine knows it');
      const second = (await pages(learner)).find((name) => name !== page) ?? '';
      const own = await readFile(learner.path('answers', second), 'utf8');
      expect(own).toMatch(/# Ben: A day\n\n## What you can do now\n\n- .*\(Saga\)/);
      expect(await readFile(learner.path('answers', page), 'utf8')).toBe(text);
      // A seat of a room that is over is not kept.
      expect((await learner.dojo('leave', '--forget')).code).toBe(64);
    }),
  PATIENCE,
);

test(
  'who wants to be forgotten is told what to do while the board is silent, and can after leaving',
  () =>
    atRoom(async (open, learner) => {
      const { host } = open.board;
      await learner.dojo('join', host, open.room.podium.code, '--name', 'Ada');
      await learner.dojo('leave');
      await open.board.close();
      const silent = await learner.dojo('leave', '--forget');
      expect([silent.code, silent.stderr]).toEqual([
        3,
        expect.stringContaining('Nothing is deleted yet. Type the same command again later.'),
      ]);
      expect(silent.stderr).not.toContain('hand');
      const again = await open.restart();
      expect((await learner.dojo('leave', '--forget')).code).toBe(0);
      expect(again.room.people()).toEqual([]);
    }),
  PATIENCE,
);

test(
  'who has a wrong code is told before a name is asked',
  () =>
    atRoom(async ({ board, room }, learner) => {
      const wrong = new Terminal(learner.root, ['join', board.host, 'AAAA-AAAA']);
      expect(await wrong.exited()).toBe(3);
      expect(wrong.screen).toContain('This is not the code of the room.');
      expect(wrong.screen).not.toContain('Your name');
      const right = new Terminal(learner.root, ['join', board.host, room.podium.code]);
      await right.shows(/Your name/);
      right.type('Ada\r');
      expect(await right.exited()).toBe(0);
      expect(right.screen).toContain('You sit in A day as Ada.');
    }),
  PATIENCE,
);
