import { readKatas } from '../../course/katas.ts';
import { columns } from '../columns.ts';
import { EXIT } from '../exit.ts';
import { outline, outlineLines } from '../outline.ts';
import { Progress } from '../progress.ts';
import { ROOT } from '../root.ts';

/** Prints all katas in their order, and which are solved. */
export async function list({ json = false }: { readonly json?: boolean }): Promise<number> {
  const progress = await Progress.read(ROOT, (line) => console.error(line));
  const rows = await outline(ROOT, await readKatas(ROOT), progress);
  if (json) {
    console.log(JSON.stringify(rows, undefined, 2));
    return EXIT.pass;
  }
  for (const line of outlineLines(rows, columns())) console.log(line);
  const solved = rows.filter(({ state }) => state === 'solved').length;
  const begun = rows.filter(({ state }) => state === 'open').length;
  const next = rows.find(({ state }) => state !== 'solved') ?? rows[0];
  console.log(`\n${solved} of ${rows.length} solved (✓), ${begun} begun (…).`);
  console.log(`Begin one: npx dojo start ${next?.slug ?? ''}`);
  return EXIT.pass;
}
