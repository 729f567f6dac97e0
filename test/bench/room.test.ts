import { expect, test } from 'vitest';
import { Progress } from '../../bench/progress.ts';
import { measureRoom } from '../../bench/room/measure.ts';
import { roomReport } from '../../bench/room/report.ts';

test('a room is measured over the death of its board, and no save is lost', async () => {
  const room = { learners: 8, everyMs: 500, forMs: 5000 };
  const figures = await measureRoom(new Progress(() => undefined), room);
  expect(figures.saves).toBe(80);
  expect(figures.lost).toBe(0);
  const { toBoard, aroundKill } = figures;
  expect(toBoard.samples.length + aroundKill.samples.length).toBe(80);
  // Some were saved while it was away, and came when it was back.
  expect(aroundKill.most).toBeGreaterThan(500);
  expect(roomReport(figures)).toMatch(/saves, and of these lost +80 +0\n/);
});
