import { kata, type Tools } from '#kit';
import type { Places } from './operations.ts';
import type { Decision, Decisions } from './systems.ts';
import { CASES, REASONS, SPOTS, verdictOf, type Operation, type System } from './world.ts';

type Decided = Exclude<Decision, 'undecided'>;
type Verdict = Decided['verdict'];

const HALF_DONE: readonly System[] = ['hospitalDischarge', 'phoneTopUp', 'databaseUpgrade'];
const WAITS: readonly System[] = ['taxReturn', 'waterFilter', 'turbineAlarm'];
const ASKED_AGAIN: readonly System[] = ['openingHours', 'frontPage', 'matchMaking'];
const DATA: readonly System[] = ['turbineReadings', 'nightReport'];
const DECIDES: readonly Operation[] = [
  'whatComesNext',
  'signature',
  'whatWasOrdered',
  'nineOClock',
  'cheapestOffer',
];
const TOUCHES: readonly Operation[] = [
  'orderTransport',
  'freeBeds',
  'letter',
  'fares',
  'dischargesToday',
];

const record = kata('when-to-orchestrate', { services: {} });

record.check(
  {
    id: 'finishes-what-it-began',
    promise: 'work that a crash could leave half done is a workflow',
    hurts:
      'Somebody always finishes it: the customer who complains, or a colleague who reads logs. A workflow is the cheaper colleague.',
    read: 'half-done',
  },
  (tools) => mustDecide(tools, HALF_DONE, 'workflow'),
);

record.check(
  {
    id: 'keeps-waiting',
    promise: 'what waits for days or for somebody, or lives as long as a thing, is a workflow',
    hurts:
      'A wait that no one keeps is kept by tables, jobs and columns, each right by itself. What is due then depends on all of them at once, and nobody sees all of them.',
    read: 'waits',
  },
  (tools) => mustDecide(tools, WAITS, 'workflow'),
);

record.check(
  {
    id: 'leaves-requests-alone',
    promise: 'what one commit or one more request puts right is no workflow',
    hurts:
      'Every step of a workflow is written down and handed over, by a server and its database. Work that has no middle pays for this with its speed, and gets nothing.',
    read: 'nothing-in-between',
  },
  (tools) => mustDecide(tools, ASKED_AGAIN, 'no workflow'),
);

record.check(
  {
    id: 'leaves-data-to-engines',
    promise: 'an endless flow and a nightly mass of data go through no workflow',
    hurts:
      'A history is made for decisions: some thousands of events, each of at most 2 MB. Data that goes through it meets these limits first, and the bill later.',
    read: 'data',
  },
  (tools) => mustDecide(tools, DATA, 'no workflow'),
);

record.check(
  {
    id: 'says-why',
    promise: 'for each workflow, the reason is true of its system',
    hurts:
      'The reason is what the next team builds on. With a wrong one they guard what can’t break, and take apart what must hold.',
    read: 'reasons',
  },
  (tools) => mustHold(tools, 'workflow'),
);

record.check(
  {
    id: 'says-what-instead',
    promise: 'where there is no workflow, something else does put it right',
    hurts:
      '“No workflow” is half a decision. If nothing else remembers the work, it is lost in the first crash, as it would have been without any record.',
    read: 'instead',
  },
  (tools) => mustHold(tools, 'no workflow'),
);

record.check(
  {
    id: 'workflow-decides',
    promise: 'what decides, waits or remembers for one patient is written in the workflow',
    hurts:
      'An activity is tried again from its beginning, and forgets with its process. Only a workflow’s variables and waits are rebuilt.',
    read: 'workflow-or-activity',
  },
  (tools) => mustPlace(tools, DECIDES),
);

record.check(
  {
    id: 'activities-touch',
    promise: 'what touches anything outside is an activity, even if it only reads',
    hurts:
      'Workflow code is run again after every crash, and must decide as it did before. It can do so only with what is in its history: arguments, messages, and what activities have returned.',
    read: 'workflow-or-activity',
  },
  (tools) => mustPlace(tools, TOUCHES),
);

/** Each of these systems has this verdict; the first that has not is told about. */
async function mustDecide(
  { exported, failData }: Tools,
  systems: readonly System[],
  verdict: Verdict,
): Promise<void> {
  const decisions = await exported<Decisions>('decisions');
  for (const system of systems) {
    const decision = decisions[system];
    const { must, story } = CASES[system];
    if (!isDecided(decision)) return failData({ expected: must, happened: undecided(system) });
    if (decision.verdict === verdict) continue;
    failData({ when: said(system, decision), expected: must, happened: story });
  }
}

/** Where this is the verdict, and a right one, the reason is true as well. */
async function mustHold({ exported, failData }: Tools, verdict: Verdict): Promise<void> {
  const decisions = await exported<Decisions>('decisions');
  for (const system of Object.keys(CASES) as System[]) {
    const decision = decisions[system];
    const expected = `What the record says about ${system} is true of it.`;
    if (!isDecided(decision)) return failData({ expected, happened: undecided(system) });
    const { holds } = CASES[system];
    // A wrong verdict is another check's story.
    const right = holds.some((reason) => verdictOf(reason) === decision.verdict);
    if (decision.verdict !== verdict || !right || holds.includes(decision.because)) continue;
    const { claims, but } = REASONS[decision.because];
    const happened = `That says ${claims}. But ${but}.`;
    failData({ when: said(system, decision), expected, happened });
  }
}

/** Each of these operations is where it belongs. */
async function mustPlace(
  { exported, failData }: Tools,
  operations: readonly Operation[],
): Promise<void> {
  const places = await exported<Places>('places');
  for (const operation of operations) {
    const place = places[operation];
    const { belongs, must, story } = SPOTS[operation];
    if (place === 'undecided') return failData({ expected: must, happened: undecided(operation) });
    if (belongs.includes(place)) continue;
    const where = place === 'workflow' ? 'the workflow' : 'an activity';
    failData({
      when: `The record puts ${operation} into ${where}.`,
      expected: must,
      happened: story,
    });
  }
}

function isDecided(decision: Decision): decision is Decided {
  return decision !== 'undecided';
}

function undecided(name: string): string {
  return `${name} is still undecided.`;
}

function said(system: System, { verdict, because }: Decided): string {
  return `The record says of ${system}: ${verdict}, because '${because}'.`;
}
