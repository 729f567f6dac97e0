import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fate } from '../../src/cli/fate.ts';
import { playsChaos } from '../../src/course/kata.ts';
import { readKatas } from '../../src/course/katas.ts';
import { Judge } from '../../src/judge/judge.ts';
import type { Chaos } from '../../src/runtime/reaper.ts';
import { fetchServer, startServer, type RunningServer } from '../../src/server/index.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** The second is what notes for facilitators show live. */
const SEEDS = [1, 7];

/** Kills as `npx dojo chaos` does, and shows nothing. */
class Unseen implements Chaos {
  kills = 0;
  fate = new Fate({ seed: 0, kills: 0, at: [] });
  begins(): void {
    this.kills = 0;
    this.fate.begin();
  }
  strikes: Chaos['strikes'] = async (moment) => this.fate.strikes(moment);
  struck(): void {
    this.kills += 1;
  }
  async replayed(): Promise<void> {}
}

const chaos = new Unseen();
let server: RunningServer;
let judge: Judge;

beforeAll(async () => {
  server = await startServer(await fetchServer(join(ROOT, '.dojo', 'server'), () => undefined));
  judge = await Judge.open(ROOT, server.address, chaos);
});

afterAll(async () => {
  await judge?.close();
  await server?.stop();
});

const katas = await readKatas(ROOT);
const played = katas.filter(playsChaos);

test('all katas play chaos but those whose answers are no workflows', () => {
  const without = katas.filter((kata) => !played.includes(kata));
  expect(without.map(({ slug }) => slug)).toEqual([
    'when-to-orchestrate',
    'safe-deploys',
    'testing',
  ]);
});

test.for(played)('$slug: the solution survives', async (kata) => {
  let kills = 0;
  for (const seed of SEEDS) {
    chaos.fate = new Fate({ seed, kills: 4, at: [] });
    const { verdict, trouble, checks } = await judge.judge(kata, kata.solution, kata.slug);
    const [check] = checks;
    expect({ seed, verdict, trouble, happened: check?.diagnosis?.happened }).toEqual({
      seed,
      verdict: 'pass',
    });
    kills += chaos.kills;
  }
  expect(kills).toBeGreaterThan(0);
});
