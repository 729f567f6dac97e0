/** The instructor's own page, for a phone too: who needs what, what to say, where the room is. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { checkOf, failingNow, firstFailing, type FailingNow } from '../failing.ts';
import type { KataFacts } from '../facts.ts';
import type { Hand, Person } from '../messages.ts';
import { troubleOf } from '../standing.ts';
import { ask, tell, useRoom, type Known } from './following.ts';
import { Agenda } from './agenda.tsx';
import { Door } from './door.tsx';
import { HeatMap } from './heat-map.tsx';
import { plannedOf } from './planned.ts';
import { Speech, Timer } from './speech.tsx';
import { counted } from '../counted.ts';
import { minutes } from './words.ts';

/** So many people stand in one table. */
const ROWS = 12;

function Lead() {
  const known = useRoom();
  const refused = useRefused();
  if (!known) return <p class="quiet">Opening the board …</p>;
  if ('trouble' in known) return <p role="alert">{known.trouble}</p>;
  const { facts, people: everybody, state, now, heard } = known;
  // As on the wall: who has said goodbye is told apart, below.
  const people = everybody.filter(({ left }) => !left);
  const hands = state.hands.map(({ person }) => person);
  return (
    <main class="lead">
      <h1>{facts.title}</h1>
      {!heard && <p role="alert">The board is not heard. It is tried again.</p>}
      {refused !== undefined && <p role="alert">{refused}</p>}
      {state.unwritten && (
        <p role="alert">
          The board can write nothing down; is the disk full? What learners do is kept on their
          machines, and comes when there is room again.
        </p>
      )}
      <div class="columns">
        <div>
          <Hands {...known} />
          <Failing {...known} />
          <InTrouble {...known} people={people} />
        </div>
        <div>
          <Agenda {...known} />
          <Timer state={state} now={now} />
          <Speech state={state} now={now} />
        </div>
      </div>
      <section>
        <h2>The room</h2>
        {people.length > 0 && (
          <HeatMap
            {...{ people, hands, now }}
            katas={facts.katas}
            planned={plannedOf(facts, state)}
            rows={ROWS}
            marks
          />
        )}
        <SaidGoodbye people={everybody} />
        <Door {...known} />
      </section>
    </main>
  );
}

/** What the board refused last, for some seconds. */
function useRefused(): string | undefined {
  const [refused, setRefused] = useState<string>();
  useEffect(() => {
    const hear = (event: Event) => {
      setRefused((event as CustomEvent<string>).detail);
      setTimeout(() => setRefused(undefined), 8000);
    };
    addEventListener('refused', hear);
    return () => removeEventListener('refused', hear);
  }, []);
  return refused;
}

function Hands({ facts, people, state, now }: Known) {
  return (
    <section>
      <h2>Hands</h2>
      <div aria-live="polite">
        {state.hands.length === 0 && <p class="quiet">Nobody asks for help.</p>}
        <ol class="hands">
          {state.hands.map((hand) => (
            <li key={hand.id} class={hand.seenTo ? 'seen-to' : ''}>
              <OneHand
                hand={hand}
                person={people.find(({ id }) => id === hand.person)}
                katas={facts.katas}
                now={now}
              />
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

interface OneHandProps {
  readonly hand: Hand;
  readonly person: Person | undefined;
  readonly katas: readonly KataFacts[];
  readonly now: number;
}

function OneHand({ hand, person, katas, now }: OneHandProps) {
  const path = `hands/${hand.id}`;
  const kata = katas.find(({ slug }) => slug === hand.kata)?.name ?? hand.kata;
  const failing = firstFailing(person?.katas[hand.kata]);
  return (
    <>
      <p>
        <strong>
          <bdi>{person?.name ?? 'Somebody'}</bdi>
        </strong>{' '}
        <span>{kata}</span> <span class="quiet">{minutes(now - hand.raised)}</span>
        {person?.here === false && <span class="gone"> away: no watch is connected</span>}
      </p>
      {hand.question && <blockquote>{hand.question}</blockquote>}
      {failing !== undefined && (
        <>
          <p>Fails: {checkOf(failing, katas)?.promise}</p>
          <Notes check={failing} />
        </>
      )}
      <Opened title="Answer and run" load={() => ask<Shown>(path)}>
        {(shown) => (
          <>
            <pre tabindex={0}>{shown.shown}</pre>
            {Object.entries(shown.files).map(([name, text]) => (
              <figure key={name}>
                <figcaption>{name}</figcaption>
                <pre tabindex={0}>{text}</pre>
              </figure>
            ))}
          </>
        )}
      </Opened>
      <p class="buttons">
        {!hand.seenTo && (
          <button type="button" onClick={() => tell(path, 'POST')}>
            I’m on it
          </button>
        )}
        <button type="button" onClick={() => tell(path, 'DELETE')}>
          Done
        </button>
      </p>
    </>
  );
}

interface Shown {
  readonly shown: string;
  readonly files: Readonly<Record<string, string>>;
}

function Failing({ facts, people }: Known) {
  const failing = failingNow(people, facts.katas);
  return (
    <section>
      <h2>What fails now</h2>
      {failing.length === 0 && <p class="quiet">No answer fails.</p>}
      <ul class="failing">
        {failing.map((one) => (
          <li key={one.id}>
            <OneFailing {...one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OneFailing({ id, promise, people, kata }: FailingNow) {
  return (
    <>
      <p>
        <strong>{people.length}</strong> {promise}{' '}
        <span class="quiet">
          {kata.name}: {people.join(', ')}
        </span>
      </p>
      <Notes check={id} />
    </>
  );
}

/** What the notes for facilitators say about a check. */
function Notes({ check }: { readonly check: string }) {
  return (
    // Another check has notes of its own to load.
    <Opened
      key={check}
      title="What the notes say"
      load={() => ask<{ html: string }>(`notes/${check}`)}
    >
      {/* The notes are the course's own, and code in them was made text. */}
      {({ html }) =>
        html ? (
          <div class="note" dangerouslySetInnerHTML={{ __html: html }} />
        ) : (
          <p class="quiet">The notes say nothing of this check.</p>
        )
      }
    </Opened>
  );
}

interface OpenedProps<T> {
  readonly title: string;
  readonly load: () => Promise<T>;
  readonly children: (loaded: T) => preact.ComponentChildren;
}

/** What is loaded when somebody opens it. */
function Opened<T>({ title, load, children }: OpenedProps<T>) {
  const [loaded, setLoaded] = useState<T>();
  const [trouble, setTrouble] = useState<string>();
  const open = ({ currentTarget }: { readonly currentTarget: HTMLDetailsElement }) => {
    if (!currentTarget.open || loaded) return;
    load().then(setLoaded, (error: unknown) => setTrouble(String(error)));
  };
  return (
    <details onToggle={open}>
      <summary>{title}</summary>
      {trouble !== undefined && <p role="alert">{trouble}</p>}
      {loaded !== undefined && children(loaded)}
    </details>
  );
}

/** Who meets the same check again and again, or has gone silent, worst first. */
function InTrouble({ facts, people, now }: Known) {
  const found = people
    .flatMap((person) => {
      const standing = person.katas[person.kata ?? ''];
      const trouble = standing && troubleOf(standing, now);
      return trouble ? [{ person, standing, trouble }] : [];
    })
    .sort(
      (one, other) =>
        other.trouble.localeCompare(one.trouble) ||
        one.standing.same.since - other.standing.same.since,
    );
  if (found.length === 0) return null;
  return (
    <section>
      <h2>Who may be stuck</h2>
      <ul class="trouble">
        {found.map(({ person, standing, trouble }) => (
          <li key={person.id} class={trouble}>
            <strong>
              <bdi>{person.name}</bdi>
            </strong>{' '}
            {trouble === 'stuck'
              ? `${counted(standing.same.attempts, 'answer')} fail the same check of ${nameOf(facts, person)} for ${minutes(now - standing.same.since)}`
              : `nothing heard for ${minutes(now - standing.last)}, at ${nameOf(facts, person)}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Who has left, with what they did kept. */
function SaidGoodbye({ people }: Pick<Known, 'people'>) {
  const names = people.flatMap(({ name, left }) => (left ? name : []));
  return names.length === 0 ? null : (
    <p class="quiet said-goodbye">
      Said goodbye: <bdi>{names.join(', ')}</bdi>
    </p>
  );
}

function nameOf({ katas }: Known['facts'], { kata }: Person): string {
  return katas.find(({ slug }) => slug === kata)?.name ?? '';
}

const app = document.querySelector('#app');
if (app) render(<Lead />, app);
