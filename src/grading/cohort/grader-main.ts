/** A grader's process: it judges one answer at a time, and ends with whoever started it. */
import { createBirpc } from 'birpc';
import type { Kata } from '../../course/kata.ts';
import { readKatas } from '../../course/katas.ts';
import { grade } from '../grade.ts';
import { judgeOf } from '../judge-of.ts';
import { OWN_RULES, readRules } from '../rules.ts';
import type { GraderCalls, GraderSetting } from './grader-pool.ts';

const [text = ''] = process.argv.slice(2);
const { root, tier, rulesFolder, versions } = JSON.parse(text) as GraderSetting;

process.on('disconnect', () => process.exit());
// A Ctrl-C in the terminal reaches us as well; whoever started us says when it is over.
process.on('SIGINT', () => undefined);

const katas = await readKatas(root);
const rules = rulesFolder === undefined ? OWN_RULES : await readRules(rulesFolder, katas);
const { judge } = await judgeOf(root, tier, () => undefined);

const calls: GraderCalls = {
  grade: ({ kata, intake }) =>
    grade('', kataNamed(kata), intake, { root, tier, rules, versions, judge }),
};
createBirpc<Record<string, never>, GraderCalls>(calls, {
  post: (message) => process.send?.(message),
  on: (receive) => process.on('message', receive),
  timeout: -1,
});

function kataNamed(slug: string): Kata {
  const kata = katas.find((each) => each.slug === slug);
  if (!kata) throw new Error(`There is no kata '${slug}'.`);
  return kata;
}
