import { expect, test } from 'vitest';
import { Ledger } from '../../src/kit/ledger.ts';

const author = { activity: 'charge', activityId: '1', attempt: 1, at: 0 };

test('add books each time', () => {
  const ledger = new Ledger();
  const pen = ledger.by(author);
  pen.add('card', -40);
  pen.add('card', -40, 'order-7');
  expect(ledger.balance('card')).toBe(-80);
  expect(ledger.standing('card', 'order-7')).toBe(-40);
  expect(ledger.unbalanced()).toEqual(['card']);
});

test('once books under a key one time, also over attempts', () => {
  const ledger = new Ledger();
  for (const attempt of [1, 2, 3]) {
    ledger.by({ ...author, attempt }).once('card', -40, 'order-7');
    ledger.by({ ...author, attempt }).once('card', -25, 'order-8');
  }
  expect(ledger.balance('card')).toBe(-65);
  expect(ledger.entries.map(({ key, attempt }) => `${key} by attempt ${attempt}`)).toEqual([
    'order-7 by attempt 1',
    'order-8 by attempt 1',
  ]);
});

test('revert takes back what stands under a key, and nothing else', () => {
  const ledger = new Ledger();
  const pen = ledger.by(author);
  pen.revert('card', 'order-7');
  expect(ledger.entries).toEqual([]);
  pen.once('card', -40, 'order-7');
  pen.once('card', -25, 'order-8');
  pen.revert('card', 'order-7');
  pen.revert('card', 'order-7');
  expect(ledger.standing('card', 'order-7')).toBe(0);
  expect(ledger.balance('card')).toBe(-25);
  pen.once('card', -40, 'order-7');
  expect(ledger.standing('card', 'order-7')).toBe(-40);
});

test('every entry tells which attempt of which activity made it, and when', () => {
  const ledger = new Ledger();
  ledger.by({ activity: 'refund', activityId: '4', attempt: 2, at: 99 }).add('card', 40, 'order-7');
  expect(ledger.entries).toEqual([
    {
      activity: 'refund',
      activityId: '4',
      attempt: 2,
      at: 99,
      account: 'card',
      amount: 40,
      key: 'order-7',
    },
  ]);
});

test('a run that leaves no trace leaves every account balanced', () => {
  const ledger = new Ledger();
  const pen = ledger.by(author);
  pen.add('stock', -2);
  pen.once('card', -40, 'order-7');
  expect(ledger.unbalanced()).toEqual(['stock', 'card']);
  pen.add('stock', 2);
  pen.revert('card', 'order-7');
  expect(ledger.unbalanced()).toEqual([]);
});
