import type { Place, Places } from './operations.ts';
import type { Decisions, ReasonAgainst, ReasonFor } from './systems.ts';

export type System = keyof Decisions;
export type Operation = keyof Places;
export type Reason = ReasonFor | ReasonAgainst;

/** What a reviewer knows of a system. */
export interface Case {
  /** The reasons that are true of it; of both verdicts, where both are defensible. */
  readonly holds: readonly Reason[];
  /** What must be true of its work, whatever is built. */
  readonly must: string;
  /** What happens in production after the other verdict; empty where there is no wrong one. */
  readonly story: string;
}

export const CASES: Readonly<Record<System, Case>> = {
  hospitalDischarge: {
    holds: ['half-done-hurts'],
    must: 'Once a patient’s discharge has begun, all of its four steps happen.',
    story:
      'At ten past four the program is replaced by a new version, for one patient after the transport and before the letter. The patient is at home, and the family doctor knows nothing of the new medicine. Until Monday the ward counts a free bed as taken.',
  },
  taxReturn: {
    holds: ['waits-for-somebody', 'waits-for-time'],
    must: 'A client’s word is acted on when it comes, and a missing one is asked for every week.',
    story:
      'Who has not agreed yet is in a column of a table, and a job looks at it every night. In its third year there are two such jobs and a spreadsheet. A client agrees on the last day, an hour after the job has run. The return goes out the next night, and costs a fine.',
  },
  phoneTopUp: {
    holds: ['half-done-hurts', 'undo-on-refusal'],
    must: 'Whoever has paid gets the credit, or the money back.',
    story:
      'The process dies in the second between the card and the operator. The card is charged, the phone stays empty, and nobody knows of it but the customer. That is some forty customers a month, and an office repays them by hand.',
  },
  waterFilter: {
    holds: ['lives-with-its-thing', 'waits-for-time'],
    must: 'Each filter gets what is due, whatever its customer has said since.',
    story:
      'A nightly job looks for filters that are due. For the pause it gets a column, for the move another, for the leak a third. In spring the job takes a pause for a notice, and 300 kitchens get no cartridge.',
  },
  databaseUpgrade: {
    holds: ['half-done-hurts', 'undo-on-refusal'],
    must: 'Every server that was touched ends upgraded or restored, and back in the load balancer.',
    story:
      'At twenty to three the machine with the script is replaced. Server 17 is out of the load balancer, and its upgrade is half done. The script starts again, with server 1. At nine, people read logs to learn in which state each of the forty is.',
  },
  turbineAlarm: {
    holds: ['waits-for-somebody', 'waits-for-time', 'half-done-hurts'],
    must: 'An alarm pages one engineer after the other until somebody acknowledges it.',
    story:
      'The page is sent. After nine of the fifteen minutes the process that counts them is restarted, and counts nothing any more. The first engineer sleeps, the second is never paged, and the bearing runs hot until the morning.',
  },
  turbineReadings: {
    holds: ['place-in-a-log'],
    must: '80,000 temperatures a second become means, and the work for each costs next to nothing.',
    story:
      'Each turbine has a run, and each temperature is sent to it as a signal. By default the server takes 10,000 signals for one run: at 400 a second that is full after 25 seconds. So 200 runs must begin anew all the time, and each signal is written to a database before anybody computes a mean. By breakfast the means are an hour late.',
  },
  nightReport: {
    holds: ['run-again'],
    must: 'The table is there at seven, and the 400 GB stay where they can be computed.',
    story:
      'A run starts the forty steps, one after the other. When one fails, it has it computed again, as the scheduler did. To give the run more to do, the receipts are sent through its activities. A batch of 5 MB is refused, for the server takes 2 MB at most. With 1 MB it becomes 400,000 batches, and a history ends at 51,200 events. After a week of splitting and joining, the table takes nine hours.',
  },
  frontPage: {
    holds: ['ask-again'],
    must: 'A reader has the page within 200 milliseconds, and nothing of it is kept.',
    story:
      'For each reader a run starts nine activities, and every start and every reply goes through the server’s database. The page takes a second. The histories, of more than thirty events each, are kept for days, about pages that nobody will look at again.',
  },
  openingHours: {
    holds: ['one-commit'],
    must: 'The owner sees at once whether the new hours are saved.',
    story:
      'The form starts a run, the run schedules an activity, and the activity writes seven rows. The form says “saved” when the run has been started. On the day when no Worker is up, the hours change six hours later, and customers stand before a closed door.',
  },
  matchMaking: {
    holds: ['ask-again'],
    must: 'Matches are made four times a second, from whoever waits at this moment.',
    story:
      'Every player who comes or goes is a signal, and all of them go to one run, which the server closes to signals after 10,000. 50,000 players wait. On the evening of the new season most of them read “connecting…” for minutes, and what the server had stored so carefully were players who had long given up.',
  },
  /** Queues that hand on do carry such work. A workflow does too, and shows where a film is. */
  filmUpload: {
    holds: ['half-done-hurts', 'delivered-again', 'run-again'],
    must: 'Every film that was uploaded is ready in the end.',
    story: '',
  },
};

/** Which verdict a reason belongs to. */
export function verdictOf(reason: Reason): 'workflow' | 'no workflow' {
  return REASONS[reason].verdict;
}

/** What a reason claims, and what to say where that is not true. */
interface Claim {
  /** The verdict that it goes with. */
  readonly verdict: 'workflow' | 'no workflow';
  readonly claims: string;
  readonly but: string;
}

export const REASONS: Readonly<Record<Reason, Claim>> = {
  'half-done-hurts': {
    verdict: 'workflow',
    claims: 'that it may stop between two effects, and then leaves half',
    but: 'here is no pair of effects that would hurt if only one of them happened',
  },
  'undo-on-refusal': {
    verdict: 'workflow',
    claims: 'that earlier steps are undone when a later one is refused',
    but: 'nothing that happens here is ever taken back',
  },
  'waits-for-time': {
    verdict: 'workflow',
    claims: 'that something is due at a time that is still to come',
    but: 'nothing here is put off to a later time; each step comes as soon as it can',
  },
  'waits-for-somebody': {
    verdict: 'workflow',
    claims: 'that it goes on when somebody has answered',
    but: 'it never stands still here until somebody has answered',
  },
  'lives-with-its-thing': {
    verdict: 'workflow',
    claims: 'that it lives as long as a thing does, without a last step',
    but: 'it has a last step, and then it is over',
  },
  'one-commit': {
    verdict: 'no workflow',
    claims: 'that one database commits all of it, or nothing',
    but: 'no single commit does all of this work',
  },
  'ask-again': {
    verdict: 'no workflow',
    claims: 'that it writes nothing, and whoever gets no answer asks again',
    but: 'it writes something that is to stay',
  },
  'run-again': {
    verdict: 'no workflow',
    claims: 'that it is a job with an end, over data that stays',
    but: 'there is no job with an end here, over data that waits to be read again',
  },
  'place-in-a-log': {
    verdict: 'no workflow',
    claims: 'that it is an endless flow, kept in a log',
    but: 'no log keeps what comes in, so there is no place to go back to',
  },
  'delivered-again': {
    verdict: 'no workflow',
    claims: 'that queues hand on the work, and deliver it again until it is done',
    but: 'no queue holds this work, so nobody delivers it again',
  },
};

/** What a reviewer knows of an operation. */
export interface Spot {
  /** Where it belongs; both, where it makes little difference. */
  readonly belongs: readonly Exclude<Place, 'undecided'>[];
  readonly must: string;
  /** What happens where it is in the other place; empty where there is no wrong one. */
  readonly story: string;
}

export const SPOTS: Readonly<Record<Operation, Spot>> = {
  whatComesNext: {
    belongs: ['workflow'],
    must: 'After a crash, the discharge goes on with the step that is next.',
    story:
      'One long activity does it all, one call after the other. The letter fails, the activity is tried again from its beginning, and a second ambulance is on its way.',
  },
  signature: {
    belongs: ['workflow'],
    must: 'The signature is acted on when it comes, whichever processes died since it was asked for.',
    story:
      'An activity sits and waits, with a timeout of a bit more than four hours. Its Worker is replaced after ten minutes. The server notices when that timeout is over. The doctor signed at 14:20; the patient leaves the house after 18:00.',
  },
  whatWasOrdered: {
    belongs: ['workflow'],
    must: 'What was ordered is still known when it has to be cancelled.',
    story:
      'The list is a variable in the process that runs the activities. After a deployment it is empty. The patient has to stay, nothing is cancelled, and at five an ambulance waits for somebody who won’t come.',
  },
  nineOClock: {
    belongs: ['workflow'],
    must: 'The night costs nothing, and at nine somebody is told to phone.',
    story:
      'An activity sleeps for eighteen hours, and holds one of its Worker’s places for activities all the time. There are 100, unless somebody changes that. On a Friday with a hundred discharges all places sleep, and no letter leaves the hospital.',
  },
  freeBeds: {
    belongs: ['activity'],
    must: 'When the workflow is replayed, it sees the beds that it saw before.',
    story:
      'Somebody lends the workflow’s code a connection to the database. A Worker restarts, and the code runs again from the top. Half an hour ago three beds were free, now there is none. The code goes another way than its history, the replay fails, and the discharge stands still.',
  },
  letter: {
    belongs: ['activity'],
    must: 'The letter comes out the same, or its failure is tried again, on every machine.',
    story:
      'Workflow code has no disk to read from: the build refuses the library. Somebody gets it in all the same, with the fonts inside. Now setting a long letter holds up all runs of that Worker, and after five seconds the SDK breaks it off.',
  },
  orderTransport: {
    belongs: ['activity'],
    must: 'However often the workflow’s code is run again, one ambulance comes.',
    story:
      'Workflow code has no network, so somebody lends it the Worker’s. After a crash this code runs again from the top, and calls the company again. Three deployments that afternoon: three ambulances.',
  },
  fares: {
    belongs: ['activity'],
    must: 'When the workflow is replayed, it knows the fares that it decided with.',
    story:
      'The file is built into the workflow’s code. At noon the fares are raised, and go out with the next deployment. Every discharge that began in the morning is replayed, decides by the new fares, and goes another way than its history says. They all stand still, on one afternoon.',
  },
  dischargesToday: {
    belongs: ['activity'],
    must: 'The number is that of the whole hospital, whichever process asks.',
    story:
      'The number is a variable in the workflow’s file. Each run has a copy of its own, so it says 1 for each of them. On the first day with fifty discharges there is one driver.',
  },
  cheapestOffer: {
    belongs: ['workflow', 'activity'],
    must: 'The cheapest of the three offers is taken.',
    story: '',
  },
};
