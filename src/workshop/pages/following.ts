import { useEffect, useState } from 'preact/hooks';
import type { Facts } from '../facts.ts';
import { SILENCE_MS } from '../limits.ts';
import type { BoardState, Person } from '../messages.ts';

/** What a page knows of the room, as new as it gets. */
export interface Known {
  readonly facts: Facts;
  readonly people: readonly Person[];
  readonly state: BoardState;
  /** Milliseconds since 1970 by the board's clock; it ticks. */
  readonly now: number;
  /** Whether the board is heard. */
  readonly heard: boolean;
}

type Gone = { readonly id: number; readonly gone: true };

/** How often what depends on the time is drawn again, in milliseconds. */
const TICK_MS = 1000;

const OVER =
  'This room is over, or was opened anew. Open the board by the address that the terminal shows.';

/** An address that is pasted into this tab is another way in. */
addEventListener('hashchange', () => location.hash !== '' && location.reload());

/** Asks the board for something, or tells it. */
export async function ask<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
  const sent = body === undefined ? (method === 'POST' ? {} : undefined) : body;
  const response = await fetch(`/board/${path}`, {
    method,
    ...(sent === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(sent) }),
  });
  const said = (await response.json()) as T & { readonly error?: string };
  if (!response.ok) throw new Error(said.error ?? `The board said ${response.status}.`);
  return said;
}

/**
 * Tells the board something; what it refuses is shown by a message of the page.
 *
 * @param taken is called when the board has taken it
 */
export function tell(
  path: string,
  method: 'POST' | 'DELETE',
  body?: unknown,
  taken?: () => void,
): void {
  ask(path, method, body).then(taken, (error: unknown) => {
    dispatchEvent(new CustomEvent('refused', { detail: messageOf(error) }));
  });
}

export function messageOf(error: unknown): string {
  if (error instanceof TypeError) return 'The board is not heard.';
  return error instanceof Error ? error.message : String(error);
}

/** Opens the board by the secret of the address, and follows it. */
export function useRoom(): Known | { readonly trouble: string } | undefined {
  const [facts, setFacts] = useState<Facts>();
  const [people, setPeople] = useState<ReadonlyMap<number, Person>>();
  const [state, setState] = useState<BoardState>();
  const [ahead, setAhead] = useState(0);
  const [heard, setHeard] = useState(true);
  const [trouble, setTrouble] = useState<string>();
  const [now, setNow] = useState(Date.now());

  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), TICK_MS);
    let source: EventSource | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    /** Follows from now on; after a long silence, anew. */
    const follow = () => {
      source?.close();
      source = followed(() => {
        clearTimeout(silence);
        silence = setTimeout(() => {
          setHeard(false);
          follow();
        }, SILENCE_MS);
      });
    };
    enter()
      .then((known) => {
        setFacts(known);
        follow();
      })
      .catch((error: unknown) => setTrouble(messageOf(error)));
    return () => {
      clearInterval(ticking);
      clearTimeout(silence);
      source?.close();
    };
  }, []);

  function followed(alive: () => void): EventSource {
    const source = new EventSource('/board/stream');
    const on = <T>(event: string, take: (data: T) => void) =>
      source.addEventListener(event, ({ data }: MessageEvent<string>) => {
        alive();
        take(JSON.parse(data) as T);
      });
    source.addEventListener('open', () => {
      alive();
      setHeard(true);
      // The board may have been opened anew, with a kit or another agenda.
      ask<Facts>('facts').then(setFacts, () => undefined);
    });
    source.addEventListener('beat', alive);
    source.addEventListener('error', () => {
      setHeard(false);
      // It answered, and knows this browser no more: nothing of the room is left here.
      if (source.readyState === EventSource.CLOSED) setTrouble(OVER);
    });
    on<Person[]>('people', (all) => setPeople(new Map(all.map((person) => [person.id, person]))));
    on<(Person | Gone)[]>('some', (some) =>
      setPeople((before) => {
        const all = new Map(before);
        for (const one of some) {
          if ('gone' in one) all.delete(one.id);
          else all.set(one.id, one);
        }
        return all;
      }),
    );
    on<BoardState>('state', (told) => {
      setState(told);
      setAhead(told.now - Date.now());
    });
    return source;
  }

  if (trouble !== undefined) return { trouble };
  if (!facts || !people || !state) return undefined;
  return { facts, people: [...people.values()], state, now: now + ahead, heard };
}

/** The secret stands behind the #, which no browser sends; it is handed over once. */
async function enter(): Promise<Facts> {
  const secret = location.hash.slice(1);
  if (secret !== '') {
    await ask('enter', 'POST', { secret });
    // Who photographs the screen does not get it.
    history.replaceState(undefined, '', location.pathname);
  }
  return ask<Facts>('facts');
}
