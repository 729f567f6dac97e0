import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, type Files } from '../../src/course/files.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..');

/** A course of one tiny lesson: a workflow that posts a letter. Nothing is wrong with it. */
export function letterCourse(): Record<string, string> {
  return {
    'lessons/topics.json': topics(['letters.posting', 'letters.stamps']),
    'lessons/01-letter/index.mdx': PAGE,
    'katas/01-letter/workflows.ts': workflow(`  // TODO 1: post the letter.
  throw new Error(\`Not written yet: \${to}\`);`),
    'katas/01-letter/activities.ts': ACTIVITIES,
    'katas/01-letter/workflows.test.ts': SUITE,
    'katas/01-letter/hints.md':
      '## Where to begin\n\nOne call.\n\n## Whom it is for\n\nIt has `to`.\n\n## What to say\n\nSay that it is gone.\n',
    'solutions/01-letter/facilitator.md': '# The letter\n\nAsk who posts it.\n',
    'solutions/01-letter/workflows.ts': RIGHT,
    'solutions/01-letter/workflows.also-then.ts': workflow(
      `  return post({ to, text: 'hello', stamp: 1 }).then(() => 'gone');`,
    ),
    'solutions/01-letter/workflows.also-named.ts': workflow(
      `  const letter = { to, text: 'hello', stamp: 1 };\n  await post(letter);\n  return 'gone';`,
    ),
    ...mistake(
      'twice',
      'once',
      RIGHT.replace('  await post', '  await post({ to, text: "hello", stamp: 1 });\n  await post'),
    ),
    ...mistake('to-nobody', 'to-whom', RIGHT.replace('to,', 'to: "nobody",')),
    ...mistake('blank', 'text', RIGHT.replace("'hello'", "''")),
    ...mistake('no-stamp', 'stamp', RIGHT.replace('stamp: 1', 'stamp: 0')),
    ...mistake('silent', 'tells', RIGHT.replace("'gone'", "''")),
  };
}

/** The list of topics of a course that need not be complete, or must be. */
export function topics(ids: readonly string[], complete = false): string {
  const sentences = Object.fromEntries(ids.map((id) => [id, 'A letter is posted.']));
  return JSON.stringify({ complete, groups: [{ title: 'Letters', topics: sentences }] });
}

/** The file of a mistake, and the check that it names. */
export function mistake(name: string, check: string, text: string): Record<string, string> {
  return {
    [`solutions/01-letter/workflows.wrong-${name}.ts`]: `/** @caughtBy letter/${check} */\n${text}`,
  };
}

/** The letter's workflow with another body. */
export function workflow(body: string): string {
  return `import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

const { post } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

export async function sendLetter(to: string): Promise<string> {
  void post;
${body}
}
`;
}

/** The right answer to the letter's kata. */
export const RIGHT = workflow(`  await post({ to, text: 'hello', stamp: 1 });\n  return 'gone';`);

/**
 * A folder inside the repository, so that the kit and its libraries are found, that holds just
 * the course that it is given.
 */
export class CourseFolder {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<CourseFolder> {
    const root = join(REPOSITORY, '.dojo', `course-${randomUUID().slice(0, 8)}`);
    await mkdir(root, { recursive: true });
    return new CourseFolder(root);
  }

  async hold(files: Files): Promise<void> {
    for (const shelf of ['lessons', 'katas', 'solutions']) {
      const own = Object.entries(files).filter(([path]) => path.startsWith(`${shelf}/`));
      const inside = own.map(([path, text]) => [path.slice(shelf.length + 1), text]);
      await syncFolder(join(this.root, shelf), Object.fromEntries(inside) as Files);
    }
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

const PAGE = `---
title: A letter
description: Post a letter.
minutes: { read: 1, kata: 5 }
covers: [letters.posting]
needs: []
---

## The letter

\`\`\`sh
# not a heading
\`\`\`

A letter goes to [somebody](https://example.org).

${'Somebody reads it, and writes another one. '.repeat(120)}
`;

const ACTIVITIES = `export interface Activities {
  post(letter: { to: string; text: string; stamp: number }): Promise<void>;
}
`;

const SUITE = `import { kata, type ServicesOf } from '#kit';
import type { Activities } from './activities.ts';

const services: ServicesOf<Activities> = { post: () => undefined };
const letter = kata('letter', { services });
const about = { hurts: 'Somebody waits.', read: 'the-letter' };
const shared = { share: 'a letter' };

letter.check({ id: 'once', promise: 'it is posted once', ...about }, async ({ run, expect }) => {
  expect(await run('sendLetter', ['Ada'], shared)).toHaveScheduled(['post']);
});
letter.check({ id: 'to-whom', promise: 'it has the name', ...about }, async ({ run, expect }) => {
  const sent = await run('sendLetter', ['Ada'], shared);
  expect(sent).toHaveGiven('post', 'a name', ({ to }: { to: string }) => to === 'Ada');
});
letter.check({ id: 'text', promise: 'it says something', ...about }, async ({ run, expect }) => {
  const sent = await run('sendLetter', ['Ada'], shared);
  expect(sent).toHaveGiven('post', 'a text', ({ text }: { text: string }) => text !== '');
});
letter.check({ id: 'stamp', promise: 'it has a stamp', ...about }, async ({ run, expect }) => {
  const sent = await run('sendLetter', ['Ada'], shared);
  expect(sent).toHaveGiven('post', 'a stamp', ({ stamp }: { stamp: number }) => stamp > 0);
});
letter.check({ id: 'tells', promise: 'it tells that it is gone', ...about }, async (tools) => {
  tools.expect(await tools.run('sendLetter', ['Ada'], shared)).toHaveReturned('gone');
});
`;
