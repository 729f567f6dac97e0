import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { atDesk } from './desk.ts';

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/**
 * The story without what differs from one time to the next: process ids, and how much time passed
 * while the server missed somebody.
 */
const told = (text: string) =>
  text.replaceAll(/(kill -9|process) \d+/g, '$1 …').replaceAll(/\+\d+ (s|min( \d+ s)?) */g, '');

test('the Worker’s process is killed, another one replays what happened, and the run ends well', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.ts');
    const { code, stdout } = await desk.dojo('chaos', 'saga', '--at', '11', '--at', '33');
    expect(told(stdout)).toMatchInlineSnapshot(`
      "saga  answers/07-saga, while its Worker is killed

         1  workflow placeOrder started
         5  reserveStock scheduled
         7  reserveStock completed
        11  chargeCard scheduled
         ✗  kill -9 …: chargeCard was done (event 11), and the server did not know
            yet.
         ↻  Another Worker takes over: process ….
        13  chargeCard completed
         ↻  It knows nothing, and replays events 1 to 9.
        17  shipOrder scheduled
        19  shipOrder failed: NoVans, no van comes this way
        23  cancelShipment scheduled
        25  cancelShipment completed
        29  refundOrder scheduled
        31  refundOrder completed
         ✗  kill -9 …: the workflow’s code had run after event 33, and the server
            did not know yet.
         ↻  Another Worker takes over: process ….
        34  workflow task timed out
         ↻  It knows nothing, and replays events 1 to 27.
        38  releaseStock scheduled
        40  releaseStock completed
        44  workflow ended as Failed: NoVans, no van comes this way

      It recovered. Its Worker was killed twice, and still: nothing is left of an
      order that cannot be shipped.

      Once more, just so:  npx dojo chaos saga --at 11 --at 33

      See the whole run, drawn: npx dojo history saga
      "
    `);
    expect(code).toBe(0);
    const drawn = await desk.dojo('history', 'saga');
    expect(drawn.stdout).toMatch(/^✓ saga\/chaos\n[^]*ended as Failed\n/);
    const text = drawn.stdout.replaceAll(/\s+│?\s*/g, ' ');
    const yet = 'and the server did not know yet';
    expect(text).toContain(`├ the Worker is killed: chargeCard was done (event 11), ${yet}`);
    expect(text).toContain(`the workflow’s code had run after event 33, ${yet}`);
    const killed = [...stdout.matchAll(/kill -9 (\d+)/g)].map(([, pid]) => Number(pid));
    expect(new Set(killed).size).toBe(2);
    expect(killed.filter(isAlive)).toEqual([]);
  });
});

test('one seed tells the same story twice', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.ts');
    const first = await desk.dojo('chaos', 'saga', '--seed', '7', '--kills', '2');
    const second = await desk.dojo('chaos', 'saga', '--seed', '7', '--kills', '2');
    expect(first.stdout).toMatch(/kill -9 .*kill -9 /s);
    expect(told(second.stdout)).toBe(told(first.stdout));
  });
});

test('an answer that does not survive it is told why', async () => {
  await atDesk(async (desk) => {
    await desk.answer('workflows.wrong-fresh-keys.ts');
    const { code, stdout } = await desk.dojo('chaos', 'saga', '--at', '11');
    expect(stdout).toContain('It did not recover. Its Worker was killed once.');
    // What killed it may be the answer alone.
    expect(stdout).toContain('See whether it fails without that:  npx dojo check');
    expect(stdout).toContain('the card is still charged 40 euros');
    expect(stdout).toContain('Once more, just so:  npx dojo chaos saga --at 11');
    expect(code).toBe(1);
  });
});

test('an answer that fails without being disturbed is sent to its check', async () => {
  await atDesk(async (desk) => {
    const { code, stdout } = await desk.dojo('chaos', 'saga', '--kills', '0');
    expect(stdout).toContain('It failed although nobody was killed.');
    expect(stdout).toContain('npx dojo check saga');
    expect(code).toBe(1);
  });
});

test('a kata without a run says so, and wrong use is told', async () => {
  await atDesk(async (desk) => {
    const suite = desk.path('katas/07-saga/workflows.test.ts');
    await writeFile(suite, (await readFile(suite, 'utf8')).replace('saga.chaos(', 'String('));
    const without = await desk.dojo('chaos', 'saga');
    expect(without.stdout).toContain('has no run that the death of its Worker could disturb');
    expect(without.code).toBe(0);
    const wrong = await desk.dojo('chaos', 'saga', '--seed', 'seven');
    expect(wrong.stderr).toContain('It is a whole number');
    expect(wrong.code).toBe(64);
  });
});
