import { expect, test } from 'vitest';
import type { HandRaised } from '../../src/workshop/messages.ts';
import { inRoom, type OpenRoom } from '../workshop/room.ts';
import { atDesk, type Desk } from './desk.ts';
import { Terminal } from './terminal.ts';

const PATIENCE = 240_000;

/** Gives a watch on the saga kata to the work, of a learner who sits in a room and has solved it. */
function atWatch(
  work: (watch: Terminal, open: OpenRoom, learner: Desk) => Promise<void>,
): Promise<void> {
  return inRoom((open) =>
    atDesk(
      async (learner) => {
        const { host } = open.board;
        await learner.dojo('join', host, open.room.podium.code, '--name', 'Ada');
        await learner.answer('workflows.ts');
        const watch = new Terminal(learner.root, ['start', 'saga']);
        try {
          await watch.shows(/all 10 checks pass[\s\S]*A day, as Ada[\s\S]*q quit/);
          await work(watch, open, learner);
        } finally {
          watch.kill();
        }
      },
      ['07-saga', '08-cancellation'],
    ),
  );
}

test(
  'a watch that goes on and judges all at once is never blank, and says where it is',
  () =>
    atWatch(async (watch, { room }) => {
      // Two keys at once, and away from their screen: the kata has had no verdict yet.
      watch.type('na');
      await watch.shows(/saga {2}all 10 checks pass[\s\S]*1 not begun/);
      expect(watch.screen).toContain('q quit');
      watch.type('\u001B');
      await watch.shows(/cancellation {2}0 of \d+ checks pass[\s\S]*\? ask for help[\s\S]*q quit/);
      // What was judged aside is not at hand.
      await expect.poll(() => room.people()[0]?.kata, { timeout: 10_000 }).toBe('cancellation');
      room.podium.say('Back at ten.');
      await watch.shows(/The room: Back at ten\.[\s\S]*q quit/);
    }),
  PATIENCE,
);

test(
  'a watch shows what the kata is, the room and the keys before the first verdict',
  () =>
    atWatch(async (watch, { room }) => {
      watch.type('n?');
      const screen = await watch.shows(/nothing to show before the first verdict/);
      expect(screen).toMatch(/kata cancellation, about \d+ min[\s\S]*q quit/);
      expect(screen).not.toContain('yes');
      room.podium.say('Back at ten.');
      await watch.shows(/Back at ten\./);
    }),
  PATIENCE,
);

test(
  'a question is typed where help is asked for, and no letter of it is a key',
  () =>
    atWatch(async (watch, { room }) => {
      // All at once, as somebody types who did not look.
      watch.type('?Why is x quite yellow, nn?');
      await watch.shows(/saga, and show this\?[\s\S]*one: Why is x quite yellow, nn\?_/);
      expect(watch.screen).toMatch(/enter raise your hand +esc back/);
      watch.type('\u007F\u007F\u001B[A!');
      await watch.shows(/quite yellow, n!_/);
      expect(room.hands).toEqual([]);
      watch.type('\u001B');
      await watch.shows(/all 10 checks pass[\s\S]*\? ask for help/);
      expect(room.hands).toEqual([]);

      watch.type('?Why?\r');
      await watch.shows(/Your hand is up: you are next\.[\s\S]*\? hand down/);
      const [hand] = room.hands;
      expect(room.shownBy(hand?.id ?? 0)).toMatchObject<Partial<HandRaised>>({
        kata: 'saga',
        question: 'Why?',
      });
      // It goes down without a question.
      watch.type('?');
      await expect.poll(() => room.hands, { timeout: 10_000 }).toEqual([]);
      await watch.shows(/\? ask for help/);
      watch.type('q');
      expect(await watch.exited()).toBe(0);
    }),
  PATIENCE,
);
