import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateOf } from '../../src/workshop/room-news.ts';
import { findChromium, launchChromium } from '../site/chromium.ts';
import { ask, event, inRoom, joined, verdict, type OpenRoom } from './room.ts';

const executablePath = findChromium();
let browser: Browser;

const HOSTILE = '<img src=x onerror=alert(1)>';

describe.skipIf(!executablePath)('the pages of the board', () => {
  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? '');
  });
  afterAll(() => browser.close());

  test('show a room on the wall as it changes, and nobody’s troubles', () =>
    shown(async (open, page, complaints) => {
      await page.goto(open.board.wall);
      await page.getByText('Nobody has joined yet.').waitFor();
      expect(await page.locator('.join-box code').innerText()).toBe(
        `npx dojo join ${open.board.host} ${open.room.podium.code}`,
      );
      const seat = await joined(open, 'Ada');
      await page.getByRole('rowheader', { name: 'Ada' }).waitFor();
      await send(open, seat, 40, 7, ['saga/keeps-undoing']);
      await send(open, seat, 20, 7, ['saga/keeps-undoing']);
      await send(open, seat, 0, 7, ['saga/keeps-undoing']);
      await page.getByRole('cell', { name: '7 of 10 checks, 3 answers' }).waitFor();
      expect(await page.locator('.stuck, .silent').count()).toBe(0);
      expect(await page.locator('.failing').innerText()).toMatch(/^1\s+One undo that fails/);
      const cell = await page.getByRole('cell', { name: '7 of 10' }).innerText();
      expect(cell).toContain('7');
      open.room.podium.say('Back at ten.');
      await page.getByText('Back at ten.').waitFor();
      open.room.podium.goTo({ agenda: 'half-a-day', session: 0, part: 1 });
      await page.getByText(/^Durable execution, \d+ min left, then /).waitFor();
      await page.getByText('npx dojo start durable-execution').waitFor();
      expect(complaints).toEqual([]);
    }));

  test('show who leads whose hand is up, what fails with its note, and who may be stuck', () =>
    shown(async (open, page, complaints) => {
      await page.goto(open.board.lead);
      await page.getByText('Nobody asks for help.').waitFor();
      expect(page.url()).not.toContain(open.room.secret);
      const seat = await joined(open, 'Ada');
      for (const ago of [40, 20, 0]) await send(open, seat, ago, 7, ['saga/keeps-undoing']);
      const hand = {
        kata: 'saga',
        question: 'Why?',
        files: { 'a.ts': HOSTILE },
        shown: `${HOSTILE}${' long'.repeat(100)}`,
      };
      await ask(`${open.url}/seat/hand`, 'PUT', hand, seat);

      await page.getByText('3 answers fail the same check of Saga for 40 min').waitFor();
      await page.getByText('What the notes say').first().click();
      await page.locator('.note li').first().waitFor();
      await page.setViewportSize({ width: 390, height: 844 });
      await page.getByText('Answer and run').click();
      await page.locator('.hands pre').first().waitFor();
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(390);
      expect(await page.locator('.hands pre').first().innerText()).toContain(HOSTILE);
      await page.getByRole('button', { name: 'I’m on it' }).click();
      await page.getByRole('button', { name: 'Done' }).click();
      await page.getByText('Nobody asks for help.').waitFor();
      expect(open.room.hands).toEqual([]);
      expect(complaints).toEqual([]);
    }));

  test('lead a room by keyboard: agenda, timer, words', () =>
    shown(async (open, page, complaints) => {
      await page.goto(open.board.lead);
      await page.getByRole('button', { name: 'Begin now' }).press('Enter');
      await page.getByText('In time.').waitFor();
      await page.getByRole('button', { name: 'Next part' }).press('Enter');
      await page.getByText(/minutes? ahead\./).waitFor();
      await page.getByRole('button', { name: '10 min', exact: true }).press('Enter');
      await page.locator('.timer').waitFor();
      await page.getByRole('textbox', { name: 'What to say' }).fill('Back at ten.');
      await page.getByRole('button', { name: 'Say it' }).press('Enter');
      await page.getByText('Back at ten.').waitFor();
      expect(open.room.podium.pace).toMatchObject({ agenda: 'half-a-day', part: 1 });
      expect(stateOf(open.room).timer?.label).toBe('');
      expect(complaints).toEqual([]);
    }));

  test('show apart who has left, beside a hand what fails and that its owner is away', () =>
    shown(async (open, page, complaints) => {
      const ada = await joined(open, 'Ada');
      const ben = await joined(open, 'Ben');
      for (const seat of [ada, ben]) await send(open, seat, 40, 7, ['saga/keeps-undoing']);
      const hand = { kata: 'saga', question: 'Why?', files: {}, shown: '' };
      for (const seat of [ada, ben]) await ask(`${open.url}/seat/hand`, 'PUT', hand, seat);
      await page.goto(open.board.lead);
      const hands = page.locator('.hands');
      await hands
        .getByText('Fails: One undo that fails does not stop the others')
        .first()
        .waitFor();
      await hands.getByText('away').first().waitFor();
      await hands.getByText('What the notes say').first().click();
      await hands.locator('.note li').first().waitFor();

      await ask(`${open.url}/seat/goodbye`, 'POST', {}, ben);
      await page.getByText('Said goodbye: Ben').waitFor();
      expect(await page.getByRole('rowheader').allInnerTexts()).toEqual([
        expect.stringMatching(/^Ada\? 1/),
      ]);
      expect(await page.locator('.failing').innerText()).toMatch(/^1\s[^B]*Saga: Ada\s/);
      expect(await page.locator('.trouble').innerText()).not.toContain('Ben');
      expect(await hands.locator('li').count()).toBe(1 + (await hands.locator('.note li').count()));
      expect(complaints).toEqual([]);
    }));

  test('keep what is to be said until the board has taken it', () =>
    shown(async (open, page) => {
      await page.goto(open.board.lead);
      const words = page.getByRole('textbox', { name: 'What to say' });
      await words.fill('Back at ten.');
      await open.board.close();
      await page.getByRole('button', { name: 'Say it' }).click();
      await page.getByText('The board is not heard.', { exact: true }).waitFor();
      expect(await words.inputValue()).toBe('Back at ten.');
      const again = await open.restart();
      await page.getByText('It is tried again.').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Say it' }).click();
      await page.getByText(/: Back at ten\.$/).waitFor();
      expect(again.room.podium.said?.text).toBe('Back at ten.');
      expect(await words.inputValue()).toBe('');
    }));

  test('tell how to join, and ask before the code becomes another one', () =>
    shown(async (open, page, complaints) => {
      const { podium } = open.room;
      const { code } = podium;
      await page.goto(open.board.lead);
      await page.getByText(`npx dojo join ${open.board.host} ${code}`).waitFor();
      await page.getByRole('button', { name: 'Another code' }).click();
      expect(complaints).toEqual([expect.stringContaining('by another code?')]);
      expect(podium.code).toBe(code);
      page.removeAllListeners('dialog').once('dialog', (dialog) => void dialog.accept());
      await page.getByRole('button', { name: 'Another code' }).click();
      await expect.poll(() => podium.code).not.toBe(code);
      await page.getByText(`npx dojo join ${open.board.host} ${podium.code}`).waitFor();
    }));

  test('let few people be seen from the last row', () =>
    shown(
      async (open, page) => {
        for (let index = 0; index < 6; index += 1) {
          await send(open, await joined(open, `Ada ${index}`), 0, 7, ['saga/keeps-undoing']);
        }
        open.room.podium.goTo({ agenda: 'half-a-day', session: 0, part: 1 });
        await page.goto(open.board.wall);
        await page.getByRole('cell', { name: '7 of 10' }).first().waitFor();
        const size = `parseFloat(getComputedStyle(document.querySelector('.heat td')).fontSize)`;
        await expect.poll(() => page.evaluate<number>(size)).toBeGreaterThan(19);
        const cut = `[...document.querySelectorAll('.tilted')].filter((name) => name.scrollWidth > name.clientWidth).length`;
        expect(await page.evaluate<number>(cut)).toBe(0);
        const tall = await page.evaluate<number>('document.documentElement.scrollHeight');
        expect(tall).toBeLessThanOrEqual(720);
      },
      { viewport: { width: 1280, height: 720 } },
    ));

  test('say what to leave out when the room is late', () =>
    shown(async (open, page) => {
      const now = Date.now;
      open.room.podium.goTo({ agenda: 'half-a-day', session: 0, part: 0 });
      const late = 40 * 60_000;
      Date.now = () => now() + late;
      try {
        await page.goto(open.board.lead);
        await page.getByText(/^2\d minutes late\.$/).waitFor();
        await page
          .getByText(/saves \d+ min/)
          .first()
          .waitFor();
      } finally {
        Date.now = now;
      }
    }));

  test('take what people type for text', () =>
    shown(async (open, page, complaints) => {
      const seat = await joined(open, HOSTILE);
      await send(open, seat, 0, 7, ['saga/keeps-undoing']);
      open.room.podium.say(HOSTILE);
      for (const address of [open.board.wall, open.board.lead, `${open.url}/board/summary`]) {
        await page.goto(address);
        await page.getByText(HOSTILE).first().waitFor();
        expect(await page.locator('img[src="x"]').count()).toBe(0);
      }
      expect(complaints).toEqual([]);
    }));

  test('say so when the board is gone, and go on when it is back', () =>
    shown(async (open, page) => {
      await page.goto(open.board.wall);
      await page.getByText('Nobody has joined yet.').waitFor();
      await open.board.close();
      await page.getByText('The board is not heard.').waitFor();
      const again = await open.restart();
      await joined(again, 'Ada');
      await page.getByRole('rowheader', { name: 'Ada' }).waitFor();
      expect(await page.getByText('The board is not heard.').count()).toBe(0);
    }));

  test('open to nobody without the secret', () =>
    shown(async (open, page) => {
      await page.goto(`${open.url}/lead/`);
      await page.getByText('Open the board by the address that the terminal shows.').waitFor();
    }));

  test.each([
    ['light', 1280, 720],
    ['dark', 1280, 720],
    ['light', 390, 844],
    ['dark', 1920, 1080],
  ] as const)('are whole and accessible: %s, %d wide', (colorScheme, width, height) =>
    shown(
      async (open, page) => {
        for (let index = 0; index < 30; index += 1) {
          const seat = await joined(open, `Somebody with a name ${index}`);
          await send(open, seat, 20, index % 10, ['saga/keeps-undoing']);
          for (const ago of [15, 8]) await send(open, seat, ago, 4, ['saga/undoes-lost-steps']);
        }
        open.room.podium.time(5, 'saga');
        open.room.podium.say('Back at ten.');
        for (const address of [
          open.url,
          open.board.wall,
          open.board.lead,
          `${open.url}/board/summary`,
        ]) {
          await page.goto(address);
          await page.locator('h1').first().waitFor();
          const { violations } = await new AxeBuilder({ page }).analyze();
          expect(
            violations.map(({ id, nodes }) => [id, nodes[0]?.html]),
            address,
          ).toEqual([]);
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
          expect(wide, address).toBeLessThanOrEqual(width);
        }
        // All of a room of thirty is on a wall.
        if (width < 1000) return;
        await page.goto(open.board.wall);
        await page.getByRole('rowheader').first().waitFor();
        const tall = await page.evaluate<number>('document.documentElement.scrollHeight');
        expect(tall).toBeLessThanOrEqual(height);
      },
      { colorScheme, viewport: { width, height } },
    ),
  );
});

/** Gives a room and a page, and what the page complained about. */
async function shown(
  work: (open: OpenRoom, page: Page, complaints: readonly string[]) => Promise<void>,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<void> {
  await inRoom(async (open) => {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('dialog', (dialog) => {
        complaints.push(dialog.message());
        void dialog.dismiss();
      });
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      await work(open, page, complaints);
      expect(open.troubles).toEqual([]);
    } finally {
      await context.close();
    }
  });
}

/** A verdict on the saga kata, so many minutes ago. */
async function send(
  open: OpenRoom,
  seat: Record<string, string>,
  ago: number,
  passed: number,
  failing: readonly string[],
): Promise<void> {
  const events = [event(verdict(passed, failing), ago * 60_000)];
  const { status } = await ask(`${open.url}/seat/events`, 'POST', { events }, seat);
  expect(status).toBe(200);
}
