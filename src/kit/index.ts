/** What a suite imports. */
export { kata, type Kata } from './kata.ts';
export type { ClientOutcome, ClientSession } from './client.ts';
export { duration } from './duration.ts';
export { tableLines } from './exported.ts';
export { cutAfter, type ReplayWords } from './golden.ts';
export type { RunExpectation, Words } from './expect.ts';
export type { Entry, Ledger, Pen } from './ledger.ts';
export { eventText, historyLines, ledgerLines } from './lines.ts';
export {
  cutOff,
  isEnded,
  isFailing,
  isOver,
  isResting,
  openActivities,
  unanswered,
} from './moment.ts';
export { type OpenRun } from './open-run.ts';
export { count, ending, list, refusedWith } from './phrases.ts';
export { cancelMeanwhile, type InFlight, type Judge, type Subject } from './powers.ts';
export { causes, type ActivityRecord, type Run, type TimerRecord } from './run.ts';
export type {
  ActivityReply,
  ActivityTask,
  Deployment,
  HistoryEvent,
  StartRecord,
  ThrownError,
} from './runtime.ts';
export type { Step } from './steps.ts';
export type { CheckHead, RunOptions } from './suite.ts';
export {
  toldOf,
  type CutOff,
  type TestedRun,
  type TestReport,
  type TestRequest,
} from './tested.ts';
export type { Tools } from './tools.ts';
export { inTurn, Turns, type Meanwhile, type Place } from './turns.ts';
export { dies, Door, down, fails, failsAfterEffect, firstAttempts, flaky, late } from './faults.ts';
export { Refusal, required, type Service, type Services, type ServicesOf } from './services.ts';
export { type CallRecord, type Fault, type Faults } from './world.ts';
