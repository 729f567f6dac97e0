import { describe, expect, test } from 'vitest';
import { targets, type Figures } from '../../bench/figures.ts';
import { report } from '../../bench/report.ts';
import { timing } from '../../bench/statistics.ts';

/** Figures of a run in which all was well, and what is different about them. */
function figures(different: Partial<Omit<Figures, 'targets'>> = {}): Figures {
  const all = {
    format: 1,
    date: '2026-03-01T09:30:00.000Z',
    machine: {
      processor: 'Some Processor 3000',
      cores: 2,
      memory: 8 * 2 ** 30,
      system: 'Some Linux 12, x64',
    },
    versions: {
      node: '24.1.0',
      temporal: '1.24.0',
      vitest: '5.1.1',
      server: 'test server 1.38.0 on Java 17.0.1',
    },
    load: { average: 0.21, busy: false },
    checks: 10,
    cold: timing([3900, 3700, 4400]),
    warm: timing([900, 880, 1200]),
    memory: { early: 680_000_000, late: { saves: 200, bytes: 760_000_000 } },
    plain: timing([1800, 2000]),
    documented: {
      own: { process: 34_100, tests: 33_000 },
      shared: { process: 12_100, tests: 10_800 },
    },
    floor: { runs: 25, activities: 7, ...timing([600, 650, 580]) },
    katas: [
      { kata: 'saga', checks: 10, ...timing([700, 720, 690]) },
      { kata: 'capstone', checks: 10, ...timing([4100, 4000, 4400]) },
    ],
    sweep: {
      whole: 560_000,
      katas: [
        { kata: 'saga', took: 20_000 },
        { kata: 'capstone', took: 98_000 },
      ],
    },
    server: { plain: timing([910, 950]), fast: timing([320, 330]) },
    ...different,
  } as const;
  return { ...all, targets: targets(all) };
}

describe('the report', () => {
  test('says what was measured, on what, and whether the targets are met', () => {
    expect(report(figures())).toMatchInlineSnapshot(`
      "Measured 2026-03-01 09:30 UTC, load 0.2 at start
      Some Processor 3000, 2 cores, 8 GB, Some Linux 12, x64
      Node 24.1.0, Temporal SDK 1.24.0, Vitest 5.1.1
      test server 1.38.0 on Java 17.0.1

      The 10 checks of the saga kata on its solution
        cold: the process of \`npx dojo check saga\`     3.90 s   3.70 s to 4.40 s
        warm: from a save to the verdict on screen     0.90 s   p95 1.20 s, 3 saves
        memory after 3 saves, with the server          680 MB
          after 200                                    760 MB

      The same suite, in the watch of Vitest alone: \`npx vitest --watch\`
        from a save to its report                      1.90 s   1.80 s to 2.00 s
          warm is                                       1/2.1   of it

      The same checks, as the documentation of the SDK writes tests
        environment per test, webpack per Worker       33.0 s   34.1 s with Vitest
          warm is                                        1/37   of it
        thrifty: one environment and one bundle        10.8 s   12.1 s with Vitest
          warm is                                        1/12   of it

      The floor: the SDK and the test server alone, with nobody who judges
        25 runs of 7 activities, about as the saga’s   0.60 s   0.58 s to 0.65 s
          warm is                                    1.5 times   as long

      Each kata’s checks on its solution, warm
        saga (10)                                      0.70 s   0.69 s to 0.72 s
        capstone (10)                                  4.10 s   4.00 s to 4.40 s

      The sweep of all right and wrong answers
        2 katas, one after the other                  560.0 s
        most of it: capstone 98.0 s, saga 20.0 s

      Start of the test server, until it answers
        plain                                          0.93 s   0.91 s to 0.95 s
        as here: flags and a class-data archive        0.33 s   0.32 s to 0.33 s

      Targets
        ✓ warm median: 0.90 s, at most 1.00 s wanted
        ✓ warm against the documented tests: 1/37, at most 1/5 wanted
        ✗ memory of the watch: 760 MB, at most 700 MB wanted
        ✗ after 200 saves: 760 MB, at most 748 MB wanted
        ✗ all katas, median: 2.36 s, at most 0.50 s wanted
        ✗ all katas, p95: 4.40 s, at most 1.00 s wanted
        ✗ the slowest kata, median: 4.10 s, at most 1.50 s wanted
        ✓ the sweep of the course: 560.0 s, at most 600.0 s wanted"
    `);
  });

  test('warns when the machine was busy', () => {
    const busy = figures({ load: { average: 3.1, busy: true } });
    expect(report(busy)).toContain('The machine was busy');
    expect(report(figures())).not.toContain('The machine was busy');
  });

  test('says which target is missed, and by how much', () => {
    const text = report(figures({ warm: timing([8000]) }));
    expect(text).toContain('✗ warm median: 8.00 s, at most 1.00 s wanted');
    expect(text).toContain('1/4.1, at most 1/5 wanted');
  });

  test('says why something was not measured', () => {
    const problem = 'There is no such thing on this machine.';
    const text = report(figures({ documented: { problem }, server: { problem } }));
    expect(text.match(/Not measured\. There is no such thing on this machine\./g)).toHaveLength(2);
    expect(text).toContain('? warm against the documented tests: not measured');
  });

  test('leaves out what is not known or not there', () => {
    const text = report(
      figures({ load: { average: undefined, busy: false }, server: { fast: timing([100]) } }),
    );
    expect(text).not.toContain('load');
    expect(text).not.toMatch(/^  plain/m);
  });

  test('fits 80 columns, whatever the machine is called', () => {
    const machine = {
      processor: 'A Processor With A Name That Is Rather Long @ 3.00GHz',
      cores: 128,
      memory: 2 ** 40,
      system: 'An Operating System With A Long Name 24.04.1 LTS, x64',
    };
    const slow = timing([123_456, 234_567]);
    const text = report(figures({ machine, cold: slow, warm: slow }));
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  });
});
