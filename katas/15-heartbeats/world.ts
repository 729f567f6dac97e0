import { Refusal, list, required, type CallRecord, type Run, type ServicesOf } from '#kit';
import type { Report, Services, Star } from './services.ts';

/** A file with a damaged place, and a large one. */
export const SMALL = 'southern-sky';
export const LARGE = 'northern-sky';

const CHUNKS: Readonly<Record<string, number>> = { [SMALL]: 6, [LARGE]: 16 };
const DAMAGED = 3;

/** The names of the batches that a run's catalogue got. */
const batches = new Map<string, Set<string>>();

/** The archive, and the catalogue with its book of stars. */
export const observatory: ServicesOf<Services> = {
  archive: {
    open({ file }) {
      return { chunks: chunksOf(file) };
    },
    read({ file, chunk }) {
      if (!Number.isInteger(chunk) || chunk < 1 || chunk > chunksOf(file)) {
        throw new Refusal('BadRequest', `${file} has no chunk ${String(chunk)}`);
      }
      if (chunk === DAMAGED) throw new Refusal('Damaged', `chunk ${chunk} can’t be read`);
      return starsOf(file, chunk);
    },
  },
  catalogue: {
    add({ batch, stars }, pen, { run }) {
      const known = batches.get(run) ?? new Set();
      batches.set(run, known);
      if (known.has(required(batch, 'batch'))) return;
      known.add(batch);
      for (const { id } of required(stars, 'stars')) pen.add('stars', 1, id);
    },
  },
};

function chunksOf(file: string): number {
  const chunks = CHUNKS[required(file, 'file')];
  if (chunks === undefined) throw new Refusal('BadRequest', `there is no file '${file}'`);
  return chunks;
}

function starsOf(file: string, chunk: number): Star[] {
  const count = chunk === chunksOf(file) ? 2 : 3;
  return Array.from({ length: count }, (_, index) => ({
    id: `HD ${chunk * 100 + index}`,
    magnitude: 4 + index,
  }));
}

function allStars(file: string): string[] {
  return Array.from({ length: chunksOf(file) }, (_, index) => index + 1)
    .filter((chunk) => chunk !== DAMAGED)
    .flatMap((chunk) => starsOf(file, chunk).map(({ id }) => id));
}

/** What an import must report. */
export function dueReport(file: string): Report {
  return { stars: allStars(file).length, damaged: [DAMAGED] };
}

/** Stars that the catalogue does not have once, by the chunks they are from. */
export function wrongStars({ ledger }: Run, file: string) {
  const copies = (id: string) => ledger.standing('stars', id);
  const stars = allStars(file);
  const chunks = (some: readonly string[]) => [
    ...new Set(some.map((id) => Math.floor(Number(id.slice(3)) / 100))),
  ];
  return {
    missing: chunks(stars.filter((id) => copies(id) === 0)),
    doubled: chunks(stars.filter((id) => copies(id) > 1)),
  };
}

/** `chunk 2`, or `chunks 2 and 3`. */
export function chunkList(chunks: readonly number[]): string {
  return `${chunks.length === 1 ? 'chunk' : 'chunks'} ${list(chunks.map(String))}`;
}

/** The chunk that a call is about: it is read, or its stars are added. */
export function chunkOf({ name, input }: CallRecord): number | undefined {
  const { chunk, stars } = (input ?? {}) as { chunk?: number; stars?: Star[] };
  if (name === 'archive.read') return chunk;
  const [first] = Array.isArray(stars) ? stars : [];
  return first && Math.floor(Number(String(first.id).slice(3)) / 100);
}

/** The calls that read chunks. */
export function readsOf({ world }: Run): CallRecord[] {
  return world.calls.filter(({ name }) => name === 'archive.read');
}

/** The chunks that were read more than once. */
export function readAgain(run: Run): number[] {
  const chunks = readsOf(run).map(chunkOf);
  return [...new Set(chunks)]
    .filter((chunk) => chunk !== undefined)
    .filter((chunk) => chunks.filter((other) => other === chunk).length > 1);
}

/** What attempts did with the chunks, and what each of them could know of the one before it. */
export function callLines(
  run: Run,
  {
    lost = 0,
    marked = () => false,
  }: { lost?: number; marked?: (call: CallRecord) => boolean } = {},
) {
  const { calls, beats } = run.world;
  const lines: { at: number; text: string; marked: boolean }[] = [];
  for (const [index, call] of calls.entries()) {
    const before = calls[index - 1];
    const at = call.at - run.began;
    const isNext = before?.activityId === call.activityId && before.attempt !== call.attempt;
    if (isNext) {
      const arrived = beats.filter(
        ({ activityId, attempt }) => activityId === before.activityId && attempt === before.attempt,
      );
      const last = arrived.at(-1 - lost);
      const told = last ? `last heard of: ${said(last.input)}` : 'nothing was heard of before';
      lines.push({ at, text: `attempt ${call.attempt}; ${told}`, marked: false });
    }
    if (call.name === 'archive.open') continue;
    lines.push({ at, text: `  ${callText(run, call)}`, marked: marked(call) });
  }
  return lines;
}

function said(details: unknown): string {
  const text = details === undefined ? 'a heartbeat without details' : JSON.stringify(details);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function callText({ ledger }: Run, call: CallRecord): string {
  const { name, attempt, activityId, reply } = call;
  const chunk = `chunk ${chunkOf(call) ?? '?'}`;
  if (name === 'archive.read') {
    return `${chunk} read${reply?.kind === 'failed' ? `: ${reply.failure.type}` : ''}`;
  }
  const { stars } = (call.input ?? {}) as { stars?: Star[] };
  const [first] = Array.isArray(stars) ? stars : [];
  const added = ledger.entries.some(
    (entry) =>
      entry.key === first?.id && entry.attempt === attempt && entry.activityId === activityId,
  );
  if (added) return `${chunk} added`;
  return reply?.kind === 'completed' ? `${chunk}: a known batch, nothing added` : `${chunk}: add`;
}
