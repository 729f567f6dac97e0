import { expect, test } from 'vitest';
import { ask, inRoom, led } from '../workshop/room.ts';
import { atDesk } from './desk.ts';

test(
  'who has begun nothing asks about the kata of the room, and begins with it',
  () =>
    inRoom((open) =>
      atDesk(
        async (learner) => {
          const { room, board } = open;
          await learner.dojo('join', board.host, room.podium.code, '--name', 'Ada');
          const none = await learner.dojo('ask', 'Why?', '--yes');
          expect([none.code, none.stderr]).toEqual([64, expect.stringContaining('--kata saga')]);
          expect(room.hands).toEqual([]);

          const lead = await led(open);
          const { body } = await ask(`${open.url}/board/facts`, 'GET', undefined, lead);
          const { agendas } = body as {
            agendas: { id: string; sessions: { parts: { lesson?: string }[] }[] }[];
          };
          // A part that is about another kata than the first of this course.
          const agenda = agendas.find(({ id }) => id === 'half-a-day');
          const part =
            agenda?.sessions[0]?.parts.findIndex(({ lesson }) => lesson === 'saga') ?? -1;
          expect(part).toBeGreaterThan(0);
          room.podium.goTo({ agenda: 'half-a-day', session: 0, part });
          const asked = await learner.dojo('ask', 'Why?', '--yes');
          expect(asked.code).toBe(0);
          expect(room.hands).toMatchObject([{ kata: 'saga', question: 'Why?' }]);
          expect(room.people()[0]?.kata).toBe('saga');
          // Without a terminal it judges once.
          expect((await learner.dojo('start')).stdout).toContain('kata saga');
        },
        ['04-determinism', '07-saga'],
      ),
    ),
  240_000,
);
