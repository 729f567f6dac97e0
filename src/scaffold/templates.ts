import type { Files } from '../course/files.ts';
import type { Lesson } from '../course/lesson.ts';

/**
 * What a new lesson begins with: a tiny kata that is whole, so that there is something to change
 * instead of something to invent, and a mark at each place that is still the author's. The sweep
 * lists the marks, and so a lesson is unfinished until the last one is gone.
 *
 * @returns files by path from the repository
 */
export function templates({ slug, folder }: Lesson, title: string): Files {
  return {
    [`lessons/${folder}/index.mdx`]: page(slug, folder, title),
    [`katas/${folder}/workflows.ts`]: startingPoint(),
    [`katas/${folder}/activities.ts`]: activities(),
    [`katas/${folder}/workflows.test.ts`]: suite(slug),
    [`katas/${folder}/hints.md`]: hints(),
    [`solutions/${folder}/workflows.ts`]: solution(),
    [`solutions/${folder}/workflows.also-then.ts`]: alsoRight(),
    [`solutions/${folder}/workflows.wrong-twice.ts`]: mistake(slug),
    [`solutions/${folder}/facilitator.md`]: notes(slug, folder, title),
  };
}

function page(slug: string, folder: string, title: string): string {
  return `---
title: ${yaml(title)}
description: 'TODO(author): one sentence, what the reader can do afterwards.'
minutes:
  # TODO(author): honest times.
  read: 8
  kata: 30
covers:
  # TODO(author): the ids of the topics that this lesson really teaches.
  - todo.author
# TODO(author): the slugs of the lessons whose ideas this one builds on.
needs: []
---

import Checks from '#site/components/Checks.astro';
import suite from '../../katas/${folder}/workflows.test.ts?raw';

## An incident

TODO(author): a few lines on something that went wrong in production, concrete enough to hurt. The lesson pays it off.

## The idea

TODO(author): one idea, in plain words, with the event history of a recorded run. What no earlier lesson has taught is not used.

## In code

TODO(author): code from tested files beside this page. Nothing is pasted.

## Predict the history

TODO(author): three questions (\`<Question>\`), with a word on every wrong choice. A \`predictions.ts\` beside this page reads the answers off recordings.

## Pitfalls

TODO(author): a heading for each thing that people do wrong. Every check's \`read\` names one of the headings of this page.

### Once

TODO(author): what goes wrong, what it costs, how you notice.

## In production

TODO(author): limits with their numbers and sources, what to watch, and when not to do this.

## The kata

TODO(author): what to build, which files to touch, and how long it takes.

\`\`\`sh
npx dojo start ${slug}
\`\`\`

<Checks suite={suite} />

## Sources

- TODO(author): the primary documents.
`;
}

function startingPoint(): string {
  return `import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

const { sendMail } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

// TODO(author): put your own starting point here. It compiles, it throws, it never misleads, and
// its TODOs stand in reading order.

/** Sends one mail, and returns whom it went to. */
export async function greet(to: string): Promise<string> {
  // TODO 1: send the mail.
  throw new Error('Not written yet: greet');
}
`;
}

function activities(): string {
  return `// TODO(author): put your own activities here, and say what each one promises.

/** What your workflow may ask of the world. In this kata, the world is a stand-in with a ledger. */
export interface Activities {
  /** Sends a mail. Asked twice, it sends two. */
  sendMail(request: { to: string }): Promise<void>;
}
`;
}

function suite(slug: string): string {
  return `import { kata, type ServicesOf } from '#kit';
import type { Activities } from './activities.ts';

// TODO(author): put your own services here. Each notes its effects with the pen it is given.
const services: ServicesOf<Activities> = {
  sendMail(_, pen) {
    pen.add('mails', 1);
  },
};

const suite = kata('${slug}', { services });

// TODO(author): write 5 to 10 checks in place of this one. Each promises a property, not a step,
// and says why it hurts without, in words that don't give the answer away.
suite.check(
  {
    id: 'greets-once',
    promise: 'whoever is to be greeted gets one mail',
    hurts: 'People who get the same mail twice stop reading either.',
    read: 'once',
  },
  async ({ run, expect }) => {
    const greeted = await run('greet', ['Ada']);
    expect(greeted)
      .toHaveCompleted()
      .toHaveScheduled(['sendMail'])
      .toHaveGiven('sendMail', "to 'Ada'", ({ to }: { to: string }) => to === 'Ada');
  },
);
`;
}

function hints(): string {
  return `## Where to begin

TODO(author): a nudge. Three to five hints in all; each says a little more than the one before.

## What to look at

TODO(author): point at what matters, in the history or in \`activities.ts\`.

## Almost there

TODO(author): all but the answer itself.
`;
}

function solution(): string {
  return `import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

const { sendMail } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

// TODO(author): put your own answer here, the one that you would show.

/** Sends one mail, and returns whom it went to. */
export async function greet(to: string): Promise<string> {
  await sendMail({ to });
  return to;
}
`;
}

function alsoRight(): string {
  return `// TODO(author): write at least two other right answers, each in a style of its own.
// A promise's own methods instead of await.
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

const { sendMail } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

export function greet(to: string): Promise<string> {
  return sendMail({ to }).then(() => to);
}
`;
}

function mistake(slug: string): string {
  return `/** @caughtBy ${slug}/greets-once */
// TODO(author): write at least five mistakes, and say in a sentence what people do.
// Sends the mail once more, to be sure.
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

const { sendMail } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

export async function greet(to: string): Promise<string> {
  await sendMail({ to });
  await sendMail({ to });
  return to;
}
`;
}

function notes(slug: string, folder: string, title: string): string {
  return `# ${title}: notes for facilitators

**The idea in one sentence:** TODO(author): the one idea of the lesson, as you would say it to a colleague.

Plan 8 minutes to read, 30 for the kata and 10 to close. TODO(author): what people need to know before. The first two numbers are those of the lesson’s page.

## To open

TODO(author): a question for the room, and then something that fails before their eyes. With an empty desk:

\`\`\`sh
npx dojo start ${slug}     # a desk; q leaves it
cp solutions/${folder}/workflows.wrong-twice.ts answers/${folder}/workflows.ts
npx dojo check ${slug}
\`\`\`

TODO(author): what to look for in what is printed. Delete \`answers/${folder}\` before you hand the keyboard over.

## How people go wrong

By the check that fails first. After “Verdict” stands what the learner reads, in part; the questions unstick without giving the answer away. Each of these answers is in \`solutions/${folder}/\`, under the name in brackets.

### ${slug}/greets-once

- TODO(author): they send the mail once more, to be sure [\`twice\`]. Verdict: “It scheduled sendMail and sendMail.” _What does Ada think?_

## Show it live

TODO(author): what can be seen of it when a Worker dies. A suite with \`chaos\` is played by \`npx dojo chaos ${slug}\`, with a \`--seed\` or an \`--at\` that you have seen work; without one, show the run of a verdict:

\`\`\`sh
npx dojo check ${slug}
npx dojo history ${slug}
\`\`\`

TODO(author): what the room sees, and what to point at.

## To close

TODO(author): what to compare, and the question that brings it together.

## Faster and slower

- **Short of time:** TODO(author): the check at which the idea is complete.
- **Stuck:** TODO(author): a smaller first step.
- **Done early:** TODO(author): a question that the kata leaves open.

## Commands

\`\`\`sh
npx dojo start ${slug}     # a desk in answers/${folder}, judged on every save
npx dojo check ${slug}     # one verdict
npm test -- course     # judge every right and wrong answer of the course
\`\`\`
`;
}

/** A string as YAML, in the quotes that the formatter likes. */
function yaml(text: string): string {
  return /['\\]/.test(text) ? JSON.stringify(text) : `'${text}'`;
}
