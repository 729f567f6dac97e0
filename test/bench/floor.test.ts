import { expect, test } from 'vitest';
import { floor, WORK } from '../../bench/floor.ts';
import { anyServer } from '../server/fixtures.ts';

test('the SDK and the server alone do all the work, and take time', async () => {
  const told: number[] = [];
  const figures = await floor(await anyServer(), (spent) => told.push(spent));
  expect(figures).toMatchObject(WORK);
  expect(figures.samples).toEqual(told);
  expect(Math.min(...told)).toBeGreaterThan(0);
});
