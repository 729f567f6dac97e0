import { useState } from 'preact/hooks';
import { paced } from '../pace.ts';
import { tell, type Known } from './following.ts';
import { counted } from '../counted.ts';
import { inHours, listed } from './words.ts';

/** Where the room is in its agenda, how late, and what to do about it. */
export function Agenda({ facts, people, state: { pace }, now }: Known) {
  const { agendas, katas } = facts;
  const place = pace && paced(pace, agendas, now);
  if (!pace || !place) return <Choice {...facts} />;
  const go = (part: number) => {
    const { agenda, session } = pace;
    tell('pace', 'POST', { to: { agenda, session, part } });
  };
  const { part, next, left, late, skips } = place;
  const here = people.filter((person) => person.here);
  const solved = here.filter(({ katas: all }) => all[part.lesson ?? '']?.solved !== undefined);
  const kata = katas.find(({ slug }) => slug === part.lesson);
  return (
    <section>
      <h2>Agenda</h2>
      <p>
        <strong>{listed(part.name)}</strong>{' '}
        {left >= 0 ? `${inHours(left)} left` : `${inHours(-left)} over`}.{' '}
        {kata && `${solved.length} of ${here.length} who are here have solved its kata. `}
        <span class={late > 5 ? 'late' : 'quiet'}>{lateness(late)}</span>
      </p>
      {skips.length > 0 && (
        <ul>
          {skips.map(({ name, saves, how }) => (
            <li key={name}>
              {name}: {how} <span class="quiet">saves {saves} min</span>
            </li>
          ))}
        </ul>
      )}
      <p class="quiet">
        {next ? `Next: ${listed(next.name)} ${next.takes} min` : 'This is the last part.'}
      </p>
      <p class="buttons">
        {pace.part > 0 && (
          <button type="button" onClick={() => go(pace.part - 1)}>
            Back
          </button>
        )}
        {next && (
          <button type="button" onClick={() => go(pace.part + 1)}>
            Next part
          </button>
        )}
        <button type="button" onClick={() => tell('pace', 'POST', {})}>
          Another agenda
        </button>
      </p>
    </section>
  );
}

function lateness(late: number): string {
  if (late === 0) return 'In time.';
  const many = Math.abs(late);
  const long = many < 60 ? counted(many, 'minute') : inHours(many);
  return `${long} ${late > 0 ? 'late' : 'ahead'}.`;
}

function Choice({ agendas, agenda }: Known['facts']) {
  const places = agendas.flatMap(({ id, name, sessions }) =>
    sessions.map((session, index) => ({
      value: `${id} ${index}`,
      name: sessions.length > 1 ? `${name}, ${session.name}` : name,
    })),
  );
  const [chosen, setChosen] = useState(agenda ? `${agenda} 0` : (places[0]?.value ?? ''));
  const begin = () => {
    const [id, session] = chosen.split(' ');
    tell('pace', 'POST', { to: { agenda: id, session: Number(session), part: 0 } });
  };
  return (
    <section>
      <h2>Agenda</h2>
      <p class="buttons">
        <label>
          Follow{' '}
          <select value={chosen} onChange={({ currentTarget }) => setChosen(currentTarget.value)}>
            {places.map(({ value, name }) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={begin}>
          Begin now
        </button>
      </p>
    </section>
  );
}
