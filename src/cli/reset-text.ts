import type { Kata } from '../course/kata.ts';
import type { Replaced } from './snapshots.ts';

/** What a reset did, where the answer went, and how to bring it back. */
export function resetText({ slug, lesson }: Kata, { kept }: Replaced): string {
  const now = `answers/${lesson.folder} is the starting point again.`;
  if (kept === undefined) return `${now} Nothing of yours was in it.`;
  return [
    now,
    `What you wrote is kept in ${kept}`,
    `Bring it back: npx dojo reset ${slug} --undo`,
  ].join('\n');
}

/** What was brought back, and where the answer went that was in its place. */
export function undoText(
  { slug, lesson }: Kata,
  { from, kept }: Replaced & { readonly from: string },
): string {
  return [
    `answers/${lesson.folder} is again what you wrote before.`,
    `It was kept in ${from}`,
    ...(kept === undefined
      ? []
      : [
          `What stood in its place is now in ${kept}`,
          `Change back: npx dojo reset ${slug} --undo`,
        ]),
  ].join('\n');
}
