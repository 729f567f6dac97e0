/** What the projector shows: how to join, where the room is, and how everybody stands. */
import { render } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { failingNow } from '../failing.ts';
import { paced } from '../pace.ts';
import type { Known } from './following.ts';
import { useRoom } from './following.ts';
import { HeatMap } from './heat-map.tsx';
import { plannedOf } from './planned.ts';
import { counted } from '../counted.ts';
import { clock, inHours, listed } from './words.ts';

/** What stands above the first row, in pixels, and how high a row is, in letters. */
const ABOVE = 280;
const ROW = 2;
/** How large and how small letters may get beside those of the page, and in which steps. */
const LARGEST = 1.8;
const SMALLEST = 0.55;
/** A narrower screen is no wall: its table scrolls, and nothing of it grows. In pixels. */
const NARROW = 960;
const STEP = 0.05;
/** However high the wall is: a long column is hard to read. */
const ROWS = 16;
/** So many of the checks that fail now fit on a wall. */
const FAILING = 5;

function Wall() {
  const known = useRoom();
  if (!known) return <p class="quiet">Opening the board …</p>;
  if ('trouble' in known) return <p role="alert">{known.trouble}</p>;
  return <Room {...known} />;
}

function Room({ facts, people: everybody, state, now, heard }: Known) {
  // Who has said goodbye is the instructor's to remember.
  const people = everybody.filter(({ left }) => !left);
  const { katas, agendas } = facts;
  const pace = state.pace && paced(state.pace, agendas, now);
  const hands = state.hands.map(({ person }) => person);
  const failing = failingNow(people, katas).slice(0, FAILING);
  const { said, timer } = state;
  // What takes room on the wall, or gives some back.
  const shown = [people.length, failing.length, said?.id, timer?.label, state.pace?.part];
  const { scale, rows } = useFit(shown.join());
  const here = people.filter((person) => person.here).length;
  return (
    <main class="wall">
      <header>
        <div>
          <h1>{facts.title}</h1>
          {pace && (
            <p class="part">
              {listed(pace.part.name)} {pace.left > 0 ? `${inHours(pace.left)} left` : 'time is up'}
              {pace.next && <span class="quiet">, then {pace.next.name}</span>}
            </p>
          )}
          {pace?.part.lesson && (
            <p>
              <code>npx dojo start {pace.part.lesson}</code>
            </p>
          )}
          <p class="quiet">
            {counted(people.length, 'person has', 'people have')} joined, {here} at work
            {state.hands.length > 0 && `, ${counted(state.hands.length, 'hand')} up`}
          </p>
          {!heard && <p role="alert">The board is not heard. It is tried again.</p>}
        </div>
        {state.timer && (
          <p class={state.timer.ends < now ? 'timer over' : 'timer'} role="timer">
            <span class="left">{clock(state.timer.ends - now)}</span>
            {state.timer.label && <span>{state.timer.label}</span>}
          </p>
        )}
        {state.open && people.length > 0 && (
          <Join facts={facts} code={state.code} short={pace !== undefined} />
        )}
      </header>
      {state.said && <p class="said">{state.said.text}</p>}
      {people.length === 0 ? (
        <div class="first">
          {state.open && <Join facts={facts} code={state.code} />}
          <p class="quiet">Nobody has joined yet.</p>
        </div>
      ) : (
        <div class="beside" style={{ fontSize: `${scale}em` }}>
          <HeatMap
            {...{ people, katas, hands, rows, now }}
            marks={false}
            nameless={state.nameless === true}
            planned={plannedOf(facts, state)}
          />
          <p class="quiet legend">
            8/10: so many checks pass. ✓: solved. A frame: at hand. ? 1: asks for help.
          </p>
          {failing.length > 0 && (
            <section>
              <h2>What fails now</h2>
              <ul class="failing">
                {failing.map(({ id, kata, promise, people: names }) => (
                  <li key={id}>
                    <strong>{names.length}</strong>
                    <span>
                      {promise} <span class="quiet">{kata.name}</span>
                    </span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
    </main>
  );
}

/** Makes the letters of the room as large as they may be with all of it on the wall. */
function useFit(shown: string): { readonly scale: number; readonly rows: number } {
  const [window, setWindow] = useState({ width: innerWidth, height: innerHeight });
  const largest = window.width > NARROW ? LARGEST : 1;
  const [scale, setScale] = useState(largest);
  useEffect(() => {
    const resized = () => setWindow({ width: innerWidth, height: innerHeight });
    addEventListener('resize', resized);
    return () => removeEventListener('resize', resized);
  }, []);
  useEffect(() => setScale(largest), [window, shown]);
  useLayoutEffect(() => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    const isAll = scrollHeight <= window.height && scrollWidth <= window.width;
    if (!isAll && scale > SMALLEST) setScale(scale - STEP);
  });
  // The style sheet has letters grow with the wall.
  const letter = scale * Math.min(24, Math.max(16, 8 + window.width / 125));
  const fit = Math.floor((window.height - ABOVE) / (ROW * letter));
  return { scale, rows: Math.min(ROWS, Math.max(6, fit)) };
}

interface JoinProps {
  readonly facts: Known['facts'];
  readonly code: string;
  /** Whether the room is at work, and only who comes late needs it. */
  readonly short?: boolean;
}

function Join({ facts: { host, qr, kit }, code, short = false }: JoinProps) {
  return (
    <div class="join-box">
      <div>
        <p class="quiet">Join with</p>
        <p>
          <code>
            npx dojo join {host} {code}
          </code>
        </p>
        {kit && !short && (
          <p class="quiet">
            No course yet? <code>{kit.command}</code>
            <br />
            {kit.bundles.map(({ platform, print }) => (
              <span key={platform} class="print">
                {platform} <code>{print}</code>
              </span>
            ))}
          </p>
        )}
      </div>
      {!short && (
        <figure>
          <img src={`data:image/svg+xml,${encodeURIComponent(qr)}`} alt={`http://${host}/`} />
          <figcaption class="quiet">How to join</figcaption>
        </figure>
      )}
    </div>
  );
}

const app = document.querySelector('#app');
if (app) render(<Wall />, app);
