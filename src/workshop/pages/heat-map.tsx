import type { KataFacts } from '../facts.ts';
import type { Person, Standing } from '../messages.ts';
import { troubleOf } from '../standing.ts';
import { counted } from '../counted.ts';

/** So many letters of a kata's name are shown where people stand in several tables. */
const CUT = 17;

interface HeatMapProps {
  readonly people: readonly Person[];
  readonly katas: readonly KataFacts[];
  /** The lessons of the agenda: they have a column from the beginning. */
  readonly planned: ReadonlySet<string>;
  /** Whose hands are up, in their order. */
  readonly hands: readonly number[];
  /** So many people stand in one table; more stand in tables beside it. */
  readonly rows: number;
  /** Whether it is marked who may be stuck: that is for the instructor alone. */
  readonly marks: boolean;
  /** Whether names are kept back. */
  readonly nameless?: boolean;
  readonly now: number;
}

/** The room: people by katas, and how each stands. */
export function HeatMap(props: HeatMapProps) {
  const { people, katas, planned, hands, rows, marks, nameless = false, now } = props;
  const shown = katas.filter(
    // Where there is an agenda, strays have no column of their own.
    ({ slug }) =>
      planned.size > 0 ? planned.has(slug) : people.some(({ katas: all }) => all[slug]),
  );
  // Of equal length, so that none stands there with one row.
  const many = Math.ceil(people.length / rows);
  const height = Math.ceil(people.length / Math.max(1, many));
  const tables = Array.from({ length: many }, (_, index) =>
    people.slice(index * height, (index + 1) * height),
  );
  // So long is the longest name of a column, with its number before it. Where people need the room,
  // long ones are cut.
  const names = shown.map(({ number, name }) => `${number} ${name}`.length);
  const longest = Math.min(many > 1 ? CUT : Infinity, Math.max(0, ...names));
  const wide = many * shown.length <= 6;
  return (
    // A narrow screen scrolls it, by keys too.
    <div
      class={wide ? 'heat wide' : 'heat'}
      style={{ '--longest': `${longest}ch` }}
      role="region"
      aria-label="The room"
      tabindex={0}
    >
      {tables.map((some, index) => (
        <table key={index}>
          <caption class="spoken">
            How everybody stands{tables.length > 1 ? `, part ${index + 1}` : ''}
          </caption>
          <thead>
            <tr>
              <th scope="col">
                <span class="spoken">Name</span>
              </th>
              {shown.map(({ slug, number, name }) => (
                <th scope="col" key={slug} title={name}>
                  <span class="tilted">
                    <span class="number">{number}</span> {name}
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {some.map((person) => (
              <tr key={person.id} class={isAway(person) ? 'away' : ''}>
                <th scope="row">
                  <bdi class="name">{nameless ? `#${person.id}` : person.name}</bdi>
                  {hands.includes(person.id) && (
                    <span class="up">
                      <span aria-hidden="true">? {hands.indexOf(person.id) + 1}</span>
                      <span class="spoken"> asks for help</span>
                    </span>
                  )}
                  {isAway(person) && <span class="spoken"> is not connected</span>}
                </th>
                {shown.map(({ slug }) => (
                  <Cell
                    key={slug}
                    standing={person.katas[slug]}
                    atHand={person.kata === slug}
                    marks={marks}
                    now={now}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </div>
  );
}

/** Who was at work, and is not connected now. */
function isAway({ here, katas }: Person): boolean {
  return !here && Object.keys(katas).length > 0;
}

interface CellProps {
  readonly standing: Standing | undefined;
  readonly atHand: boolean;
  readonly marks: boolean;
  readonly now: number;
}

function Cell({ standing, atHand, marks, now }: CellProps) {
  if (!standing) return <td />;
  const { passed, total, attempts, solved } = standing;
  const trouble = atHand && marks ? troubleOf(standing, now) : undefined;
  // In steps of a tenth, as the style sheet has them.
  const share = total === 0 ? 0 : Math.floor((10 * passed) / total);
  const isSolved = solved !== undefined;
  const kind = isSolved ? 'solved' : (trouble ?? `share-${share}`);
  const label = `${isSolved ? 'solved' : `${passed} of ${total} checks`}, ${counted(attempts, 'answer')}${trouble ? `, ${trouble}` : ''}`;
  return (
    <td class={`${kind}${atHand ? ' at-hand' : ''}`} title={label}>
      <span aria-hidden="true">{isSolved ? '✓' : total === 0 ? '·' : `${passed}/${total}`}</span>
      <span class="spoken">{label}</span>
    </td>
  );
}
