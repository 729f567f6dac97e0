/** What the projector shows: how to join, where the room is, and how everybody stands. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { failingNow } from '../failing.ts';
import { paced } from '../pace.ts';
import type { Known } from './following.ts';
import { useRoom } from './following.ts';
import { HeatMap } from './heat-map.tsx';
import { plannedOf } from './planned.ts';
import { capital, clock, counted } from './words.ts';

/** What stands above the first row, and how high a row is, in letters of the page. */
const ABOVE = 16;
const ROW = 2;
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

function Room({ facts, people, state, now, heard }: Known) {
  const { katas, agendas } = facts;
  const pace = state.pace && paced(state.pace, agendas, now);
  const hands = state.hands.map(({ person }) => person);
  const rows = useRows();
  const failing = failingNow(people, katas).slice(0, FAILING);
  const here = people.filter((person) => person.here).length;
  return (
    <main class="wall">
      <header>
        <div>
          <h1>{facts.title}</h1>
          {pace && (
            <p class="part">
              {pace.part.name}
              {pace.next && <span class="quiet">, then {pace.next.name}</span>}
            </p>
          )}
          <p class="quiet">
            {counted(here, 'person', 'people')} here
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
        {state.open && <Join {...facts} />}
      </header>
      {state.said && now - state.said.at < 10 * 60_000 && <p class="said">{state.said.text}</p>}
      {people.length === 0 ? (
        <p class="quiet">Nobody has joined yet.</p>
      ) : (
        <div class="beside">
          <HeatMap
            {...{ people, katas, hands, rows, now }}
            marks={false}
            planned={plannedOf(facts, state)}
          />
          {failing.length > 0 && (
            <section>
              <h2>What fails now</h2>
              <ul class="failing">
                {failing.map(({ id, kata, promise, people: names }) => (
                  <li key={id}>
                    <strong>{names.length}</strong>
                    <span>
                      {capital(promise)} <span class="quiet">{kata.name}</span>
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

/** How many rows of a table fit below the rest. */
function useRows(): number {
  const [height, setHeight] = useState(innerHeight);
  useEffect(() => {
    const resized = () => setHeight(innerHeight);
    addEventListener('resize', resized);
    return () => removeEventListener('resize', resized);
  }, []);
  // The style sheet has letters grow with the wall.
  const letter = Math.min(24, Math.max(16, 8 + innerWidth / 125));
  return Math.min(ROWS, Math.max(6, Math.floor((height - ABOVE * letter) / (ROW * letter))));
}

function Join({ host, code, qr, kit }: Known['facts']) {
  return (
    <div class="join-box">
      <div>
        <p class="quiet">Join with</p>
        <p>
          <code>
            npx dojo join {host} {code}
          </code>
        </p>
        {kit && (
          <p class="quiet">
            No course yet? <code>npx --yes http://{host}/kit/dojo.tgz</code>
          </p>
        )}
      </div>
      <img src={`data:image/svg+xml,${encodeURIComponent(qr)}`} alt={`http://${host}/`} />
    </div>
  );
}

const app = document.querySelector('#app');
if (app) render(<Wall />, app);
