import { expect, test } from 'vitest';
import { historyText } from '../../src/cli/history-text.ts';
import { judged } from '../kit/histories.ts';

test('a history in 80 columns', () => {
  expect(`\n${historyText(judged)}\n`).toMatchInlineSnapshot(`
    "
    ✗ order/undoes-the-rest
      When a step fails, the others are undone.
      charge fails for good.
      placeOrder: 20 events in 6 s of virtual time; ended as Failed

          1  +0 s         workflow placeOrder started
        2–4  +0 s         workflow task
          5  +0 s  ┌      reserve scheduled (item: "tea")
          6  +0 s  │ ┌    charge scheduled (item: "milk")
          7  +0 s  │ │ ┌  timer of 1 h started
        8–9  +0 s  └ │ ┊  reserve completed
      10–12  +0 s    │ ┊  workflow task
             +0 s    ├ ┊  charge, attempt 1: the Worker is lost, and nobody answers
                     │ ┊  ⋮ 2 s later
         13  +2 s    │ ┊  signal hurry ("now")
                     │ ┊  ⋮ 1 s later
             +3 s    ├ ┊  charge, attempt 2: failed with Unavailable, the <service>
                     │ ┊  & "friends" are down
                     │ ┊  ⋮ 3 s later
    ▶ 14–15  +6 s    ✗ ┊  charge failed: Unavailable, the <service> & "friends" are
                       ┊  down, in attempt 3
      16–18  +6 s      ┊  workflow task
         19  +6 s      ╵  timer of 1 h cancelled
         20  +6 s         workflow ended as Failed: Unavailable, the <service> &
                          "friends" are down

    ▶ is what the failed check is about.
    "
  `);
});

test('a history in 50 columns', () => {
  expect(`\n${historyText(judged, { width: 50 })}\n`).toMatchInlineSnapshot(`
    "
    ✗ order/undoes-the-rest
      When a step fails, the others are undone.
      charge fails for good.
      placeOrder: 20 events in 6 s of virtual time;
      ended as Failed

          1  +0 s         workflow placeOrder started
        2–4  +0 s         workflow task
          5  +0 s  ┌      reserve scheduled
          6  +0 s  │ ┌    charge scheduled
          7  +0 s  │ │ ┌  timer of 1 h started
        8–9  +0 s  └ │ ┊  reserve completed
      10–12  +0 s    │ ┊  workflow task
             +0 s    ├ ┊  charge, attempt 1: the
                     │ ┊  Worker is lost, and nobody
                     │ ┊  answers
                     │ ┊  ⋮ 2 s later
         13  +2 s    │ ┊  signal hurry ("now")
                     │ ┊  ⋮ 1 s later
             +3 s    ├ ┊  charge, attempt 2: failed
                     │ ┊  with Unavailable, the
                     │ ┊  <service> & "friends" are
                     │ ┊  down
                     │ ┊  ⋮ 3 s later
    ▶ 14–15  +6 s    ✗ ┊  charge failed: Unavailable,
                       ┊  the <service> & "friends"
                       ┊  are down, in attempt 3
      16–18  +6 s      ┊  workflow task
         19  +6 s      ╵  timer of 1 h cancelled
         20  +6 s         workflow ended as Failed:
                          Unavailable, the <service> &
                          "friends" are down

    ▶ is what the failed check is about.
    "
  `);
});

test.each([40, 50, 80, 100])('no line is longer than %d columns', (width) => {
  for (const line of historyText(judged, { width }).split('\n')) {
    expect(line.length, line).toBeLessThanOrEqual(width);
  }
});

test('what is folded away says how to see it', () => {
  const events = Array.from({ length: 100 }, (_, index) => ({
    id: index + 1,
    at: 0,
    text: `signal ${index}`,
    kind: 'other' as const,
  }));
  const long = { ...judged, history: { ...judged.history, total: 100, events, notes: [] } };
  expect(historyText(long)).toContain('… 76 more events: --all shows them');
  expect(historyText(long, { unfold: 'the key + shows them' })).toContain('the key + shows them');
  expect(historyText(long, { all: true })).toContain('signal 50');
});

test('what an answer says moves no cursor and paints nothing', () => {
  const said = '\u001B[31mred\u001B[2J\u0007\u202E';
  const events = [{ id: 1, at: 0, text: said, given: [said], kind: 'other' as const }];
  const text = historyText({ ...judged, history: { ...judged.history, events, notes: [] } });
  expect(text).toContain('red');
  expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202E/u);
});
