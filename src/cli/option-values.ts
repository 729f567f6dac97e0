/** What is typed for an option, read. Each throws an error that Commander tells well. */
import { InvalidArgumentError } from 'commander';
import { platformOf, type Platform } from './offline-bundle.ts';

export function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  throw new InvalidArgumentError('A port is a number from 1 to 65535.');
}

export function whole(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError('It is a whole number, such as 7.');
}

export function someEvents(text: string, before: readonly number[] = []): number[] {
  return [...before, whole(text)];
}

export function words(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

export function platforms(text: string, before: readonly Platform[] = []): Platform[] {
  return [...before, platformOf(text)];
}

export function place(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < 100) return number;
  throw new InvalidArgumentError('A place is a number from 1 to 99.');
}
