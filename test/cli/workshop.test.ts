import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { freePort } from '../../src/server/port.ts';
import { ask, led } from '../workshop/room.ts';
import { atDesk, type Desk } from './desk.ts';
import { Terminal } from './terminal.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PATIENCE = 240_000;

/** A course of one lesson has an agenda of one. */
const AGENDAS = {
  agendas: [
    {
      id: 'an-hour',
      name: 'agenda.short',
      aim: 'agenda.short_aim',
      whom: 'agenda.short_whom',
      can: ['agenda.short_can_say'],
      sessions: [{ within: 90, parts: [{ lesson: 'saga' }] }],
    },
  ],
};

describe('a workshop', () => {
  test(
    'is led from one terminal and followed from another',
    () =>
      atRoom(async ({ desk, learner, port }) => {
        let leads = await openBoard(desk, port);
        const code = /join \S+ (\S+)/.exec(leads.screen)?.[1] ?? '';

        const joins = await learner.dojo('join', `127.0.0.1:${port}`, code, '--name', 'Ada');
        expect(joins.stdout).toContain('You sit in A day as Ada.');
        expect(joins.code).toBe(0);
        await learner.answer('workflows.wrong-register-after.ts');
        const watch = new Terminal(learner.root, ['start', 'saga']);
        try {
          await watch.shows(/8 of 10 checks pass[\s\S]*A day, as Ada[\s\S]*\? ask for help/);
          const told = () => desk.dojo('workshop', 'export');
          expect((await until(told, /Ada,saga/)).stdout).toMatch(/Ada,saga,open,8,10,1,0/);

          watch.type('?');
          await watch.shows(/workflows\.ts, \d+ lines[\s\S]*enter raise your hand/);
          watch.type('\u001B');
          await watch.shows(/8 of 10 checks pass/);
          watch.type('?');
          await watch.shows(/enter raise your hand/);
          watch.type('\r');
          await watch.shows(/Your hand is up: you are next\./);

          // The board goes away, the learner goes on, the board comes back.
          leads.kill();
          await watch.shows(/is not heard/);
          await learner.answer('workflows.ts');
          await watch.shows(/all 10 checks pass/);
          leads = await openBoard(desk, port);
          await watch.shows(/all 10 checks pass[\s\S]*Your hand is up/);
          expect((await until(told, /Ada,saga,solved/)).stdout).toMatch(
            /Ada,saga,solved,10,10,2,0/,
          );
          await expect.poll(() => watch.screen, { timeout: 20_000 }).not.toContain('is not heard');
          watch.type('q');
          expect(await watch.exited()).toBe(0);

          const left = await learner.dojo('leave');
          const [file = ''] = /answers\/workshop-[\d-]+\.md/.exec(left.stdout) ?? [];
          const page = await readFile(learner.path(file), 'utf8');
          expect(page).toMatch(/## What you can do now\n\n- Write a workflow/);
          expect((await learner.dojo('leave')).code).toBe(64);

          const busy = await desk.dojo('workshop', 'forget');
          expect([busy.code, busy.stderr]).toEqual([64, expect.stringContaining('runs already')]);

          // Another code is told where the first one stands.
          const [, secret = ''] = /\/lead\/#(\S+)/.exec(leads.screen) ?? [];
          const lead = await led({ url: `http://127.0.0.1:${port}`, room: { secret } });
          await ask(`http://127.0.0.1:${port}/board/code`, 'POST', {}, lead);
          const renewed = await leads.shows(/The code is another one[\s\S]*join \S+ \S{4}-\S{4}/);
          expect(renewed.split('The code is another one')[1]).not.toContain(code);
          leads.type('\u0003');
          expect(await leads.exited()).toBe(0);
          expect(leads.screen).toContain('The board is closed');
        } finally {
          watch.kill();
          leads.kill();
        }

        const summary = await desk.dojo('workshop', 'summary', 'papers');
        expect(summary.code).toBe(0);
        const room = await readFile(desk.path('papers', 'room.md'), 'utf8');
        expect(room).toMatch(/\| Saga \| 1 \| 1 \| 2 \|/);
        expect(room).toContain('`saga/undoes-lost-steps`');
        await stat(desk.path('papers', 'people', '1-Ada.md'));
        const unasked = await desk.dojo('workshop', 'forget');
        expect([unasked.code, unasked.stderr]).toEqual([64, expect.stringContaining('--yes')]);
        const asked = new Terminal(desk.root, ['workshop', 'forget']);
        await asked.shows(/all that came from their learners\? \(y\/n\)/);
        asked.type('n\r');
        expect(await asked.exited()).toBe(0);
        expect(asked.screen).toContain('Nothing was deleted.');
        expect((await desk.dojo('workshop', 'export')).code).toBe(0);
        expect((await desk.dojo('workshop', 'forget', '--yes')).stdout).toContain('deleted');
        expect((await desk.dojo('workshop', 'export')).code).toBe(64);
      }),
    PATIENCE,
  );

  test(
    'is not needed: what cannot be reached is told, and changes nothing else',
    () =>
      atRoom(async ({ learner, port }) => {
        const none = await learner.dojo('join', `127.0.0.1:${port}`, 'AAAA-AAAA', '--name', 'Ada');
        expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('There is no board')]);
        const odd = await learner.dojo('join', 'nowhere', 'AAAA-AAAA', '--name', 'Ada');
        expect([odd.code, odd.stderr]).toEqual([64, expect.stringContaining('is no address')]);
        const nameless = await learner.dojo('join', `127.0.0.1:${port}`, 'AAAA-AAAA');
        expect([nameless.code, nameless.stderr]).toEqual([64, expect.stringContaining('--name')]);
        expect((await learner.dojo('ask')).code).toBe(64);

        // A seat in a room that is gone does not keep a verdict waiting.
        await mkdir(learner.path('.dojo', 'workshop'), { recursive: true });
        const seat = { version: 1, host: `127.0.0.1:${port}`, token: 'x', name: 'Ada', title: 'x' };
        await writeFile(learner.path('.dojo', 'workshop', 'seat.json'), JSON.stringify(seat));
        await learner.answer('workflows.ts');
        const passes = await learner.dojo('check', 'saga');
        expect([passes.code, passes.stderr]).toEqual([0, '']);
      }),
    PATIENCE,
  );

  test(
    'says what is wrong with how it is opened',
    () =>
      atRoom(async ({ desk, port }) => {
        const agenda = await desk.dojo('workshop', '--agenda', 'an-our', '--port', String(port));
        expect([agenda.code, agenda.stderr]).toEqual([64, expect.stringContaining('`an-hour`')]);
        const listen = await desk.dojo('workshop', '--listen', '203.0.113.7');
        expect([listen.code, listen.stderr]).toEqual([64, expect.stringContaining('no address')]);
        const first = await openBoard(desk, port);
        try {
          const second = await desk.dojo('workshop', '--port', String(port));
          expect([second.code, second.stderr]).toEqual([
            64,
            expect.stringContaining('runs already'),
          ]);
        } finally {
          first.kill();
        }
        await mkdir(desk.path('.dojo', 'room'), { recursive: true });
        await writeFile(
          desk.path('.dojo', 'room', 'room.sqlite'),
          'no room at all, but long enough',
        );
        const damaged = await desk.dojo('workshop', 'export');
        expect([damaged.code, damaged.stderr]).toEqual([
          3,
          expect.stringContaining('be read as a room'),
        ]);
      }),
    PATIENCE,
  );
});

interface InRoom {
  /** Who leads the room. */
  readonly desk: Desk;
  readonly learner: Desk;
  readonly port: number;
}

/** Gives two clones to the work: the instructor's and a learner's. */
async function atRoom(work: (room: InRoom) => Promise<void>): Promise<void> {
  const port = await freePort();
  await atDesk(async (desk) => {
    await cp(join(ROOT, 'site/content/i18n'), desk.path('site/content/i18n'), { recursive: true });
    await writeFile(desk.path('lessons', 'agendas.json'), JSON.stringify(AGENDAS));
    await atDesk((learner) => work({ desk, learner, port }));
  });
}

async function openBoard({ root }: Desk, port: number): Promise<Terminal> {
  const terminal = new Terminal(root, ['workshop', '--port', String(port), '--title', 'A day']);
  await terminal.shows(/Ctrl-C closes the board/);
  return terminal;
}

/** Asks again until the answer is as it should be. */
async function until(
  work: () => Promise<{ stdout: string }>,
  wanted: RegExp,
): Promise<{ stdout: string }> {
  for (let turn = 0; ; turn += 1) {
    const answer = await work();
    if (wanted.test(answer.stdout) || turn > 20) return answer;
    await setTimeout(500);
  }
}
