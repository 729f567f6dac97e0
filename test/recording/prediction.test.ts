import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  count,
  end,
  event,
  fate,
  keyOf,
  next,
  nextScheduled,
  openActivities,
  type Fact,
  type Prediction,
  type ToldRun,
} from '../../src/recording/prediction.ts';

const LESSONS = join(import.meta.dirname, '..', '..', 'lessons');

/** A history told as `[type, name, of]`, numbered from 1. */
function run(...told: [type: string, name?: string | undefined, of?: number][]): ToldRun {
  const events = told.map(([type, name, of], index) => ({
    id: index + 1,
    at: 0,
    bytes: 0,
    type,
    name,
    of,
  }));
  return { title: 'A trip', events };
}

const TRIP = run(
  ['WorkflowExecutionStarted'],
  ['ActivityTaskScheduled', 'bookHotel'],
  ['TimerStarted', '1'],
  ['ActivityTaskStarted', undefined, 2],
  ['ActivityTaskFailed', undefined, 2],
  ['WorkflowTaskScheduled'],
  ['ActivityTaskScheduled', 'cancelHotel'],
  ['WorkflowExecutionFailed'],
);

describe('a recording', () => {
  const hotel = event(TRIP, 'ActivityTaskScheduled');

  test('tells what came next, and not of workflow tasks', () => {
    expect(next(TRIP, event(TRIP, 'ActivityTaskFailed'))).toMatchObject({ id: 7 });
    expect(next(TRIP, hotel, /^Activity/)).toMatchObject({ type: 'ActivityTaskStarted' });
    expect(next(TRIP, event(TRIP, 'WorkflowExecutionFailed')).type).toBe('none');
    expect(nextScheduled(TRIP, hotel)).toBe('cancelHotel');
    expect(nextScheduled(TRIP, event(TRIP, 'ActivityTaskScheduled', 'cancelHotel'))).toBe('none');
  });

  test('tells what became of something, and how often it was', () => {
    expect(fate(TRIP, hotel)).toBe('ActivityTaskFailed');
    expect(fate(TRIP, event(TRIP, 'TimerStarted'))).toBe('none');
    expect(count(TRIP, 'ActivityTaskScheduled')).toBe(2);
    expect(count(TRIP, 'ActivityTaskScheduled', 'bookHotel')).toBe(1);
    expect(openActivities(TRIP)).toBe(1);
    expect(end(TRIP)).toBe('Failed');
    expect(end(run(['WorkflowExecutionStarted'], ['TimerStarted', '1']))).toBe('open');
  });

  test('without the event that is asked for is an error that names it', () => {
    expect(() => event(TRIP, 'ActivityTaskScheduled', 'bookCar')).toThrow(
      "'A trip' has no event ActivityTaskScheduled bookCar.",
    );
    expect(event(TRIP, 'ActivityTaskScheduled', undefined, 2).id).toBe(7);
  });
});

describe('the key', () => {
  const asked = (recorded: Fact, ...claims: Fact[]): Prediction => ({
    run: TRIP,
    look: event(TRIP, 'TimerStarted'),
    recorded,
    claims,
  });

  test('is the choice whose claim was recorded', () => {
    expect(keyOf(asked('cancelHotel', 'bookCar', 'cancelHotel'))).toBe('b');
    expect(keyOf(asked(0, 1, 4, 0))).toBe('c');
    const { recorded, claims } = asked({ end: 'Failed', open: 1 }, { open: 0 }, { end: 'Failed' });
    expect(keyOf(asked(recorded, ...claims))).toBe('b');
  });

  test('is no key when no claim was recorded, or two were', () => {
    expect(() => keyOf(asked(2, 1, 3))).toThrow('none of them is what was recorded: 2');
    expect(() => keyOf(asked({ open: 1 }, { open: 1 }, {}))).toThrow('a and b are both');
  });
});

describe.each(readdirSync(LESSONS).filter((name) => /^\d+-/.test(name)))('%s', (folder) => {
  test('has questions with one right choice each, and a reason for each wrong one', async () => {
    const { predictions } = (await import(join(LESSONS, folder, 'predictions.ts'))) as {
      predictions: readonly Prediction[];
    };
    const page = await readFile(join(LESSONS, folder, 'index.mdx'), 'utf8');
    const questions = page.split('<Question ').slice(1);
    expect(questions).toHaveLength(predictions.length);
    for (const [index, prediction] of predictions.entries()) {
      const [question = ''] = (questions[index] ?? '').split('</Question>');
      expect(question).toContain(`number={${index + 1}}`);
      const choices = [...question.matchAll(/slot="([a-e])"/g)].map(([, letter]) => letter);
      expect(choices).toHaveLength(prediction.claims.length);
      const reasons = [...question.matchAll(/\*\*([a-e])\.\*\*/g)].map(([, letter]) => letter);
      expect(reasons).toEqual(choices.filter((letter) => letter !== keyOf(prediction)));
      expect(prediction.run.events).toContain(prediction.look);
    }
  });
});
