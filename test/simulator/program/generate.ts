import type { ActivityWays, ChildWays, Play, Program, Step } from './program.ts';
import type { Intervention } from '../stages.ts';

/** The grain of all durations: what a machine takes is less. */
const GRAIN_MS = 60_000;
/** Among so many, two durations or their sums hardly ever are the same. */
const LONGEST = 50_000;
const DEPTH = 3;

/** The play of a seed: the same at all times. */
export function playOf(seed: number): Play {
  return new Author(seed).play(seed);
}

/** A play whose program differs from another one's in one place. */
export function changedPlay({ program, ...play }: Play, seed: number): Play {
  return { ...play, program: new Author(seed).changed(program) };
}

/** Makes programs up. */
class Author {
  #state: number;
  #names = 0;
  /** Names for which programs wait. */
  readonly #awaited: string[] = [];

  constructor(seed: number) {
    this.#state = seed * 2_654_435_761;
  }

  play(seed: number): Play {
    const program = this.#program(DEPTH, 4);
    return {
      seed,
      program,
      interventions: this.#interventions(),
      remembers: this.#chance(0.5),
    };
  }

  /** One step is missing, is there twice, is another one, or stands elsewhere. */
  changed(program: Program): Program {
    const at = this.#below(Math.max(1, program.length));
    const step = program[at];
    const inner = step && bodiesOf(step);
    if (step && inner && this.#chance(0.7)) {
      const which = this.#below(inner.length);
      const bodies = inner.map((body, index) => (index === which ? this.changed(body) : body));
      return program.with(at, withBodies(step, bodies));
    }
    switch (this.#below(4)) {
      case 0:
        return program.toSpliced(at, 1);
      case 1:
        return program.toSpliced(at, 0, this.#step(1));
      case 2:
        return program.toSpliced(at, 1, this.#step(1));
      default:
        return [...program.slice(at), ...program.slice(0, at)];
    }
  }

  #program(depth: number, most: number): Program {
    return Array.from({ length: 1 + this.#below(most) }, () => this.#step(depth));
  }

  #step(depth: number): Step {
    const simple: (() => Step)[] = [
      () => this.#activity(),
      () => this.#activity(),
      () => this.#activity(),
      () => ({ do: 'sleep', for: this.#time() }),
      () => this.#wait(),
      () => ({ do: 'mark', attribute: 'CustomKeywordField', value: this.#name('value') }),
      () => ({ do: 'remember', field: this.#name('field'), value: 'kept' }),
      () => ({ do: 'deprecate', id: this.#name('old') }),
    ];
    const nested: (() => Step)[] = [
      () => ({ do: 'all', branches: this.#branches(depth) }),
      () => ({ do: 'race', branches: this.#branches(depth) }),
      () => ({ do: 'within', limit: this.#time(), body: this.#program(depth - 1, 3) }),
      () => ({ do: 'shield', body: this.#program(depth - 1, 2) }),
      () => ({ do: 'giveUp', after: this.#time(), body: this.#program(depth - 1, 2) }),
      () => this.#child(depth),
      () => ({
        do: 'tell',
        child: this.#name('told'),
        name: this.#name('word'),
        after: this.#time(),
        body: this.#late(depth),
      }),
      () => ({
        do: 'patched',
        id: this.#name('patch'),
        now: this.#program(depth - 1, 2),
        before: this.#program(depth - 1, 2),
      }),
      () => this.#attempt(depth),
      () => this.#attempt(depth),
      ...(depth === DEPTH ? [() => this.#again(depth)] : []),
    ];
    return this.#one(depth > 0 && this.#chance(0.5) ? nested : simple)();
  }

  #activity(): Step {
    const takes = this.#time();
    const cancellation = this.#one<ActivityWays['cancellation']>([
      'TRY_CANCEL',
      'WAIT_CANCELLATION_COMPLETED',
      'ABANDON',
    ]);
    // The test server (1.38) hangs where an attempt fails that was asked to stop, and forgets its
    // timeouts: such a one succeeds, and nobody waits for one that does not end.
    const mayFail = cancellation === 'ABANDON';
    const mayHang = cancellation !== 'WAIT_CANCELLATION_COMPLETED';
    const lost = mayHang && this.#chance(0.1) ? 1 : 0;
    const time = () => this.#time() + (mayHang ? 0 : takes);
    const limit = 2 * this.#time() + (mayHang ? 0 : takes);
    // Without a limit of its own, an attempt has that of all of them: where it takes too long, both
    // strike at the same moment.
    const onlyAll = lost === 0 && this.#chance(0.2);
    const options: ActivityWays = {
      ...(onlyAll ? { scheduleToClose: takes + limit } : { startToClose: time() }),
      ...(!onlyAll && this.#chance(0.1) ? { scheduleToClose: limit } : {}),
      attempts: 1 + this.#below(3),
      pause: this.#time(),
      cancellation,
    };
    const work = {
      name: this.#name('work'),
      takes,
      fails: mayFail && this.#chance(0.6) ? 1 + this.#below(3) : 0,
      lost,
      final: this.#chance(0.1),
    };
    return { do: 'activity', work, options };
  }

  #wait(): Step {
    const name = this.#name('word');
    this.#awaited.push(name);
    return { do: 'wait', name, count: this.#chance(0.8) ? 1 : 2, patience: this.#time() };
  }

  #child(depth: number): Step {
    const ways: ChildWays = {
      cancellation: this.#one([
        'TRY_CANCEL',
        'WAIT_CANCELLATION_COMPLETED',
        'WAIT_CANCELLATION_REQUESTED',
        'ABANDON',
      ]),
      limit: this.#chance(0.2) ? this.#time() : 0,
    };
    return { do: 'child', name: this.#name('child'), body: this.#late(depth), ways };
  }

  /** A child begins at the moment of its parent's step: what it does first comes later. */
  #late(depth: number): Program {
    return [{ do: 'sleep', for: this.#time() }, ...this.#program(depth - 1, 2)];
  }

  #attempt(depth: number): Step {
    const body = [...this.#program(depth - 1, 2)];
    if (this.#chance(0.3)) body.push({ do: 'throw', message: this.#name('thrown') });
    return { do: 'attempt', body, rescue: this.#program(depth - 1, 2) };
  }

  #again(depth: number): Step {
    return { do: 'again', next: this.#program(depth - 1, 3) };
  }

  #branches(depth: number): Program[] {
    return Array.from({ length: 2 + this.#below(2) }, () => this.#program(depth - 1, 2));
  }

  #interventions(): Intervention[] {
    const words = this.#awaited.filter(() => this.#chance(0.7));
    const told = words.map((word): Intervention => {
      const value = this.#chance(0.2) ? 'no' : 'yes';
      return this.#chance(0.7)
        ? { after: this.#time(), how: { signal: 'told', args: [word, value] } }
        : { after: this.#time(), how: { update: 'asked', args: [word, value] } };
    });
    const cancel: Intervention[] = this.#chance(0.2)
      ? [{ after: this.#time(), how: { cancel: true } }]
      : [];
    return [...told, ...cancel];
  }

  #name(kind: string): string {
    return `${kind}${(this.#names += 1)}`;
  }

  #time(): number {
    return (1 + this.#below(LONGEST)) * GRAIN_MS;
  }

  #one<Value>(values: readonly Value[]): Value {
    return values[this.#below(values.length)] as Value;
  }

  #chance(of: number): boolean {
    return this.#random() < of;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** mulberry32 */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

/** The programs within a step. */
function bodiesOf(step: Step): Program[] | undefined {
  switch (step.do) {
    case 'all':
    case 'race':
      return [...step.branches];
    case 'within':
    case 'shield':
    case 'giveUp':
      return [step.body];
    case 'patched':
      return [step.now, step.before];
    case 'attempt':
      return [step.body, step.rescue];
    default:
      return undefined;
  }
}

function withBodies(step: Step, bodies: readonly Program[]): Step {
  const [first = [], second = []] = bodies;
  switch (step.do) {
    case 'all':
    case 'race':
      return { ...step, branches: bodies };
    case 'within':
    case 'shield':
    case 'giveUp':
      return { ...step, body: first };
    case 'patched':
      return { ...step, now: first, before: second };
    case 'attempt':
      return { ...step, body: first, rescue: second };
    default:
      return step;
  }
}
