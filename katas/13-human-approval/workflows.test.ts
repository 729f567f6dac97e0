import {
  count,
  dies,
  down,
  duration,
  ending,
  fails,
  inTurn,
  kata,
  list,
  type ActivityRecord,
  type Fault,
  type Faults,
  type HistoryEvent,
  type Meanwhile,
  type Run,
  type RunOptions,
  type Tools,
} from '#kit';
import { DAY, DUE, HOUR, MINUTE, STRANGER, claim, office } from './world.ts';

type Verdict = 'approve' | 'reject';
type Outcome = 'approved' | 'rejected' | 'expired';

const { approver, head } = claim;
const MAILS = ['askApprover', 'remindApprover', 'escalate'] as const;
/** A machine that is busy answers late, and the history counts that too. */
const LATE = MINUTE;
const refusedMail = fails('NoSuchAddress', 'the address does not exist');

const nobodyDecides: RunOptions = {
  when: 'Nobody decides.',
  share: 'nobody decides',
  mayWait: true,
};

const approval = kata('human-approval', { services: office });

approval.check(
  {
    id: 'does-what-was-decided',
    promise: 'an approved claim is paid, a rejected one is not, at once and with word to all',
    hurts:
      'A decision that is not heard, or is acted on much later, looks to the approver as if the system had lost it. People then decide again, and pay by hand.',
    read: 'a-callback',
  },
  async (tools) => {
    const approved = await decidedAfter(tools, 5.5 * HOUR, approver, 'approve');
    mustCome(tools, approved, 'askApprover', 0, approver);
    mustEnd(tools, approved, 'approved', approver);
    mustActAtOnce(tools, approved, 'payOut');
    const rejected = await decidedAfter(tools, 5.5 * HOUR, approver, 'reject');
    mustEnd(tools, rejected, 'rejected', approver);
    mustActAtOnce(tools, rejected, 'tellEmployee');
  },
);

approval.check(
  {
    id: 'reminds-and-escalates',
    promise: 'the approver is reminded after 1 day, and the head is asked after 3',
    hurts:
      'People forget, fall ill and go on leave. Without a reminder and somebody else to ask, a claim waits for a person who will never see it.',
    read: 'remind-escalate-expire',
  },
  async (tools) => {
    const unanswered = await tools.run('approveExpense', [claim], nobodyDecides);
    mustCome(tools, unanswered, 'remindApprover', DUE.remindApprover, approver);
    mustCome(tools, unanswered, 'escalate', DUE.escalate, head);
  },
);

approval.check(
  {
    id: 'expires-on-time',
    promise: 'without a decision the claim expires after 7 days: told, and not paid',
    hurts:
      'A wait without an end is a claim that nobody owns: Running for years. And a deadline that counts as a yes pays money that nobody approved.',
    read: 'deadlines',
  },
  async (tools) => {
    const unanswered = await tools.run('approveExpense', [claim], nobodyDecides);
    mustEnd(tools, unanswered, 'expired');
    mustCome(tools, unanswered, 'tellEmployee', DUE.expiry);
  },
);

approval.check(
  {
    id: 'keeps-its-times',
    promise: 'a mail server in trouble moves no time, and holds up no decision',
    hurts:
      'The claim was to expire on Friday at nine. If every hour that the mail server was down is added, nobody can say any more when it does.',
    read: 'messengers',
  },
  async (tools) => {
    const { run } = tools;
    const late = await run('approveExpense', [claim], {
      when: 'Nobody decides. For half an hour each time, the mail server can’t deliver what it is given.',
      faults: { byName: eachMail(() => down({ for: HOUR / 2 })) },
    });
    mustKeepTimes(tools, late);
    const refused = await run('approveExpense', [claim], {
      when: 'Nobody decides. No mail to the approver or to the head can be delivered.',
      faults: { byName: eachMail(() => refusedMail) },
    });
    mustKeepTimes(tools, refused);
    const decided = await decidedAfter(tools, 1.5 * HOUR, approver, 'approve', {
      when: 'The mail server is down for the first 2 hours. The approver has seen the claim elsewhere, and approves it after 1 h 30 min.',
      faults: { byName: { askApprover: down({ for: 2 * HOUR }) } },
    });
    mustEnd(tools, decided, 'approved', approver);
    mustActAtOnce(tools, decided, 'payOut');
  },
);

approval.check(
  {
    id: 'hears-who-may-decide',
    promise: 'only the approver decides, and from the escalation on the head too',
    hurts:
      'Whoever can reach the server can send a signal. If the workflow does not ask who speaks, everybody approves their own expenses. If it stumbles over a stranger, or no longer hears the approver, claims that are right are not paid.',
    read: 'who-speaks',
  },
  async (tools) => {
    const ignored = await decidedAfter(tools, 12 * HOUR, STRANGER, 'approve', {
      when: 'After 12 h somebody from another department approves, and after 24 h, while remindApprover is under way, the head. Then nobody decides.',
      faults: answering(tools, { remindApprover: hears(tools, head, 'approve') }),
    });
    mustKeepTimes(tools, ignored);
    mustEnd(tools, ignored, 'expired');
    for (const by of [head, approver]) {
      mustEnd(tools, await decidedAfter(tools, 3 * DAY + HOUR, by, 'approve'), 'approved', by);
    }
  },
);

approval.check(
  {
    id: 'first-decision-wins',
    promise: 'the first decision stands, whatever comes after it',
    hurts:
      'Callbacks come twice, late, and two at a time. If a later one changes anything, the claim is paid and its papers say rejected, or it is paid twice.',
    read: 'first-wins',
  },
  async (tools) => {
    const { run } = tools;
    const twice = await run('approveExpense', [claim], {
      when: 'The approver approves while remindApprover is under way. While payOut is under way, the same decision comes again, and then the approver rejects.',
      faults: answering(tools, {
        remindApprover: hears(tools, approver, 'approve'),
        payOut: hears(tools, approver, 'approve', 'reject'),
      }),
    });
    mustEnd(tools, twice, 'approved', approver);
    const atOnce = await bothAtOnce(tools);
    mustEnd(tools, atOnce, 'approved', approver);
    const late = await run('approveExpense', [claim], {
      when: 'Nobody decides for 7 days. While tellEmployee says so, the approver approves.',
      faults: answering(tools, { tellEmployee: hears(tools, approver, 'approve') }),
    });
    mustEnd(tools, late, 'expired');
  },
);

approval.check(
  {
    id: 'answers-at-any-moment',
    promise: 'anybody can ask how the claim stands, at any moment, before and after too',
    hurts:
      'The employee asks where the money is. If only a log can tell, a developer has to look; if the question itself changes something, the run breaks when it is replayed.',
    read: 'queries',
  },
  async (tools) => {
    const { suite } = tools;
    const decided = await onTime(() => askedAllAlong(tools));
    mustHaveAnswered(tools, decided.run, decided.asked);
    mustEnd(tools, decided.run, 'approved', head);
    const unanswered = await tools.run('approveExpense', [claim], nobodyDecides);
    const answer = await suite.runtime.query(unanswered.id, 'status', []).catch(asError);
    mustHaveAnswered(tools, unanswered, [{ when: 'After the end', state: 'expired', answer }]);
  },
);

approval.check(
  {
    id: 'wakes-only-when-due',
    promise: 'the workflow wakes only when something is due, and after the decision nothing is',
    hurts:
      'Each timer that fires is a task for a Worker and some events more. Left running, it mails people about what they have decided long ago; set every few minutes, it fills the history.',
    read: 'timers',
  },
  async (tools) => {
    const { expect } = tools;
    await wakesRarely(tools);
    const soon = await decidedAfter(tools, DAY - 10 * MINUTE, approver, 'approve', {
      when: 'The approver approves 10 minutes before the reminder. The cash desk is down for half an hour.',
      faults: { byName: { payOut: down({ for: HOUR / 2 }) } },
    });
    mustBeQuiet(tools, soon);
    expect(soon).toHaveLeftNoTimer();
  },
);

approval.check(
  {
    id: 'survives-crashes',
    promise: 'whatever crashes, no decision and no deadline is lost',
    hurts:
      'Workers are restarted every day, and a claim waits for a week. What they keep to themselves is gone before the approver is back.',
    read: 'crashes',
  },
  async (tools) => {
    const undisturbed = await wakesRarely(tools);
    await tools.crashEverywhere(
      { workflow: 'approveExpense', args: [claim], undisturbed },
      (run) => {
        mustKeepTimes(tools, run);
        mustEnd(tools, run, 'expired');
      },
    );
    const decided = await tools.run('approveExpense', [claim], {
      when: 'The Worker dies after every single workflow task, and once more when payOut has just paid. The approver approves while remindApprover is under way.',
      worker: 'lost',
      faults: answering(tools, {
        remindApprover: hears(tools, approver, 'approve'),
        payOut: dies('after the effect'),
      }),
    });
    mustEnd(tools, decided, 'approved', approver);
  },
);

approval.chaos(
  {
    promise: 'a claim on which nobody decides expires after 7 days: told, and not paid',
    hurts: 'Workers are restarted every day, and a claim waits for a week.',
    read: 'crashes',
  },
  async (tools) => {
    const run = await tools.run('approveExpense', [claim], { when: 'Nobody decides.' });
    mustEnd(tools, run, 'expired');
  },
);

/** A claim on which nobody decides. A week of it costs little, also with a Worker that dies often. */
async function wakesRarely({ expect, run }: Tools): Promise<Run> {
  const unanswered = await run('approveExpense', [claim], nobodyDecides);
  expect(unanswered).toHaveFewerEventsThan(100);
  return unanswered;
}

/** A claim on which one decision comes in, so long after its start. */
function decidedAfter(
  { start, suite }: Tools,
  time: number,
  by: string,
  verdict: Verdict,
  options: RunOptions = {},
): Promise<Run> {
  const when = `${decider(by)} ${verdict}s after ${duration(time)}.`;
  return onTime(async () => {
    const open = await start('approveExpense', [claim], { when, ...options });
    if (goesOn(await open.rests())) {
      await open.passTime(time);
      await open.rests();
      await says(suite.runtime, open.id, by, verdict);
    }
    const run = await open.ends();
    mustNotOversleep((run.events.find(isWord)?.at ?? 0) - run.began, time);
    return run;
  });
}

/** A claim that the head approves after the escalation, while others ask again and again. */
async function askedAllAlong({ start, suite }: Tools): Promise<{ run: Run; asked: Asked[] }> {
  const asked: Asked[] = [];
  const ask = async (id: string, when: string, state: string, by?: string) => {
    const answer = await suite.runtime.query(id, 'status', []).catch(asError);
    asked.push({ when, state, ...(by === undefined ? {} : { by }), answer });
  };
  const open = await start('approveExpense', [claim], {
    when: 'The head approves after 3 days and 1 h. Again and again somebody asks for the status.',
    faults: answering(
      { suite },
      {
        askApprover: meanwhile((id) => ask(id, 'While askApprover is under way', 'waiting')),
        payOut: meanwhile((id) => ask(id, 'While payOut is under way', 'approved', head)),
      },
    ),
  });
  const times: number[] = [];
  for (const { due, state } of MOMENTS) {
    const events = await open.rests();
    if (!goesOn(events)) break;
    const began = events[0]?.at ?? 0;
    await open.passTime(Math.max(1, began + due - (await suite.runtime.now())));
    await open.rests();
    await ask(open.id, `After ${duration(due)}`, state);
    times.push((await suite.runtime.now()) - began);
  }
  await says(suite.runtime, open.id, head, 'approve');
  const run = await open.ends();
  MOMENTS.forEach(({ due }, index) => mustNotOversleep(times[index] ?? 0, due));
  await ask(run.id, 'After the end', 'approved', head);
  return { run, asked };
}

const MOMENTS = [
  { due: 12 * HOUR, state: 'waiting' },
  { due: 2 * DAY, state: 'waiting' },
  { due: 3 * DAY + HOUR, state: 'escalated' },
] as const;

/** Whether time may pass: a workflow whose code fails, again and again, holds it. */
function goesOn(events: readonly HistoryEvent[]): boolean {
  const task = events.findLast(({ type }) => type.startsWith('WorkflowTask'));
  return task?.type === 'WorkflowTaskCompleted';
}

/**
 * Tries an experiment again when its moment was missed: the clock is one for all runs of a
 * server, and where a machine is very busy it may run on.
 */
async function onTime<Result>(experiment: () => Promise<Result>): Promise<Result> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await experiment();
    } catch (error) {
      if (!(error instanceof Overslept) || turn === TURNS) throw error;
    }
  }
}

const TURNS = 5;

class Overslept extends Error {}

function mustNotOversleep(time: number, due: number): void {
  if (time > due + LATE)
    throw new Overslept(`It was ${duration(time)} instead of ${duration(due)}.`);
}

/** A decision comes in. A run that is over hears nothing more; what it did is judged later. */
async function says(
  runtime: Tools['suite']['runtime'],
  run: string,
  by: string,
  verdict: Verdict,
): Promise<void> {
  await runtime.signal(run, 'decide', [{ by, verdict }]).catch(() => undefined);
}

/** Two decisions come in before the workflow has seen the first. */
async function bothAtOnce({ run, suite }: Pick<Tools, 'run' | 'suite'>): Promise<Run> {
  const say = (id: string, verdict: Verdict) => says(suite.runtime, id, approver, verdict);
  const decidedBy = (act: Meanwhile['act']) =>
    run('approveExpense', [claim], {
      when: 'The approver approves and at once rejects, before the workflow wakes up for either.',
      faults: answering({ suite }, {}, { after: 0, act }),
    });
  for (let turn = 1; turn <= TRIES; turn += 1) {
    const both = await decidedBy(async (id) => {
      await Promise.all([say(id, 'approve'), say(id, 'reject')]);
    });
    if (cameTogether(both)) return both;
  }
  return decidedBy(async (id) => {
    await say(id, 'approve');
    await say(id, 'reject');
  });
}

/** A try succeeds about every second time. */
const TRIES = 30;

/**
 * Whether both decisions came in this order, and before the workflow woke up. Two that are sent
 * at once may overtake each other, or a Worker may wake up between them. Those are other stories,
 * so it is tried again.
 */
function cameTogether({ events }: Run): boolean {
  const words = events.filter(isWord);
  if (words.length < 2) return true;
  const [first, second] = words.map(({ id }) => id);
  const woke = events.find(({ id, type }) => id > (first ?? 0) && type === 'WorkflowTaskStarted');
  return verdictOf(words[0]) === 'approve' && (woke?.id ?? 0) > (second ?? 0);
}

function verdictOf(word: HistoryEvent | undefined): unknown {
  return (word?.input?.[0] as Partial<Record<'verdict', unknown>> | undefined)?.verdict;
}

/**
 * The office answers one request at a time, and the older ones first. So it is no race whether the
 * mail server or the cash desk is done sooner, and a run has the same history each time.
 *
 * @param faults what goes wrong, or happens meanwhile, when it is an activity's turn
 * @param before what happens before the first answer
 */
function answering(
  { suite }: Pick<Tools, 'suite'>,
  faults: Readonly<Record<string, Fault>>,
  before?: Meanwhile,
): Faults {
  const fault: Fault = async (task, act, world) =>
    (await faults[task.name]?.(task, act, world)) ?? act();
  const turn = inTurn(suite.runtime, ({ name }) => Object.keys(office).indexOf(name), {
    fault,
    ...(before ? { meanwhile: before } : {}),
  });
  return { byName: Object.fromEntries(Object.keys(office).map((name) => [name, turn])) };
}

/** While this activity's first attempt is under way, something else happens; it succeeds. */
function meanwhile(happens: (run: string) => Promise<void>): Fault {
  return async (task, act) => {
    if (task.attempt === 1) await happens(task.run);
    return act();
  };
}

/** While an activity is under way, these decisions come in, and the workflow hears of them. */
function hears({ suite: { runtime } }: Tools, by: string, ...verdicts: Verdict[]): Fault {
  return meanwhile(async (run) => {
    for (const verdict of verdicts) {
      const before = (await runtime.history(run)).at(-1)?.id ?? 0;
      await says(runtime, run, by, verdict);
      await runtime.resting(run, before);
    }
  });
}

function eachMail(fault: () => Fault): Record<string, Fault> {
  return Object.fromEntries(MAILS.map((name) => [name, fault()]));
}

function decider(by: string): string {
  if (by === STRANGER) return 'Somebody from another department';
  return by === head ? 'The head' : 'The approver';
}

/** The claim ended in this way, and everybody was told and paid accordingly. */
function mustEnd({ fail }: Tools, run: Run, outcome: Outcome, by?: string): void {
  const named = by === undefined ? outcome : `${outcome} by ${by}`;
  if (run.state === 'waiting') {
    fail(run, {
      expected: `The claim is ${named}.`,
      happened: 'The workflow waits, and no timer runs that would end this.',
      marked: isWordOrTimer,
    });
  }
  const payments = run.activitiesNamed('payOut');
  const paid = outcome === 'approved' ? 1 : 0;
  if (payments.length !== paid) {
    fail(run, {
      expected: paid === 1 ? 'The claim is paid out, once.' : 'Nothing is paid out.',
      happened: `payOut was ${scheduled(payments)}, and the workflow ${ending(run)}.`,
      marked: (event) => isWord(event) || isOf(payments)(event),
    });
  }
  const { state, decidedBy } = (run.result ?? {}) as { state?: unknown; decidedBy?: unknown };
  if (run.state !== 'completed' || state !== outcome || (decidedBy ?? undefined) !== by) {
    const who = by === undefined ? 'nobody as decidedBy' : `decidedBy '${by}'`;
    fail(run, {
      expected: `The workflow ends as Completed, and returns the state '${outcome}' and ${who}.`,
      happened: `It ${ending(run)}.`,
      marked: (event) => isWord(event) || event.id === run.events.at(-1)?.id,
    });
  }
  const told = run.activitiesNamed('tellEmployee');
  const words = told.map(({ input }) => (input as { outcome?: string } | undefined)?.outcome);
  if (words.length !== 1 || words[0] !== outcome) {
    fail(run, {
      expected: `tellEmployee is scheduled once, with the outcome '${outcome}'.`,
      happened: `It was ${scheduled(told)}${words.length > 0 ? `, with ${list(words.map((word) => `'${word}'`))}` : ''}.`,
      marked: (event) => isWord(event) || isOf(told)(event),
    });
  }
}

/** An activity was scheduled once, at this moment after the start, and for this person. */
function mustCome({ fail }: Tools, run: Run, name: string, due: number, to = claim.employee): void {
  const found = run.activitiesNamed(name);
  const [one] = found;
  const expected = `${name} is scheduled once, ${due === 0 ? 'at the start' : `${duration(due)} after the start`}, for ${to}.`;
  if (!one) {
    const happened = `It was never scheduled, and the workflow ${ending(run)}.`;
    const last = run.events.at(-1)?.id;
    return fail(run, { expected, happened, marked: (event) => isWord(event) || event.id === last });
  }
  // A word that came before may be what moved it.
  const marked = (event: HistoryEvent) =>
    isOf(found)(event) || (isWord(event) && event.id < one.scheduled.id);
  if (found.length > 1) {
    fail(run, { expected, happened: `It was ${scheduled(found)}.`, marked });
  }
  const at = one.scheduled.at - run.began;
  if (Math.abs(at - due) > LATE) {
    const off = `${rounded(Math.abs(at - due))} too ${at > due ? 'late' : 'early'}`;
    fail(run, { expected, happened: `It was scheduled ${off}.`, marked });
  }
  const given = (one.input ?? {}) as { to?: unknown; claimId?: unknown };
  if (given.to !== to || given.claimId !== claim.id) {
    fail(run, { expected, happened: `It was given ${JSON.stringify(one.input)}.`, marked });
  }
}

function mustKeepTimes(tools: Tools, run: Run): void {
  mustCome(tools, run, 'remindApprover', DUE.remindApprover, approver);
  mustCome(tools, run, 'escalate', DUE.escalate, head);
  mustCome(tools, run, 'tellEmployee', DUE.expiry);
}

/** The first decision was acted on when it came. */
function mustActAtOnce({ fail }: Tools, run: Run, name: string): void {
  const word = run.events.find(isWord);
  const [act] = run.activitiesNamed(name);
  if (!word || !act) return;
  const waited = act.scheduled.at - word.at;
  if (waited <= LATE) return;
  fail(run, {
    expected: `${name} is scheduled as soon as the decision is there.`,
    happened: `It was scheduled ${rounded(waited)} later.`,
    marked: (event) => event.id === word.id || event.id === act.scheduled.id,
  });
}

/** After the first decision nobody is asked any more, and no old timer fires. */
function mustBeQuiet({ fail }: Tools, run: Run): void {
  const word = run.events.find(isWord);
  if (!word) return;
  const mail = run.activitiesNamed(...MAILS).find(({ scheduled }) => scheduled.id > word.id);
  if (mail) {
    fail(run, {
      expected: 'After the decision nobody is reminded or asked any more.',
      happened: `${mail.name} was scheduled ${rounded(mail.scheduled.at - word.at)} after it.`,
      marked: (event) => event.id === word.id || event.id === mail.scheduled.id,
    });
  }
  const timer = run.timers.find(
    ({ started, closed, outcome }) =>
      started.id < word.id && outcome === 'fired' && (closed?.id ?? 0) > word.id,
  );
  if (!timer) return;
  fail(run, {
    expected: 'The timers that ran before the decision are cancelled by it.',
    happened: `The timer of event ${timer.started.id} (${duration(timer.duration)}) went on, and fired after it.`,
    marked: ({ id }) => id === word.id || id === timer.started.id || id === timer.closed?.id,
  });
}

interface Asked {
  readonly when: string;
  readonly state: string;
  readonly by?: string;
  readonly answer: unknown;
}

function mustHaveAnswered({ fail }: Tools, run: Run, asked: readonly Asked[]): void {
  for (const { when, state, by, answer } of asked) {
    const expected = `${when}, the status is '${state}'${by === undefined ? '' : `, decided by ${by}`}.`;
    // The activity that was under way, where the question came during one.
    const moment = run.activities.filter(({ name }) => when.includes(name));
    if (answer instanceof Error) {
      const happened = `There was no answer: ${answer.message}`;
      fail(run, { expected, happened, marked: isOf(moment) });
    }
    const told = (answer ?? {}) as { state?: unknown; decidedBy?: unknown };
    if (told.state === state && (told.decidedBy ?? undefined) === by) continue;
    fail(run, {
      expected,
      happened: `The answer was ${JSON.stringify(answer) ?? 'nothing'}.`,
      marked: moment.length > 0 ? (event) => isWord(event) || isOf(moment)(event) : isWordOrTimer,
    });
  }
}

/** What a question was refused with, without the lines that are no learner's business. */
function asError(error: unknown): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(message.split('\n')[0]?.replace(/^\d+ [A-Z_]+: | Registered queries: .*$/g, ''));
}

function isWord({ type }: HistoryEvent): boolean {
  return type === 'WorkflowExecutionSignaled';
}

function isWordOrTimer(event: HistoryEvent): boolean {
  return isWord(event) || event.type === 'TimerStarted';
}

function isOf(records: readonly ActivityRecord[]): (event: HistoryEvent) => boolean {
  const ids = new Set(records.map(({ scheduled }) => scheduled.id));
  return ({ id }) => ids.has(id);
}

function scheduled(records: readonly ActivityRecord[]): string {
  return records.length === 0 ? 'never scheduled' : `scheduled ${count(records.length)}`;
}

/** A length of time without what a busy machine adds to it. */
function rounded(time: number): string {
  return duration(time < MINUTE ? time : Math.round(time / MINUTE) * MINUTE);
}
