/** What reveal.js runs in the window of its speaker's view, so that the policy can allow that. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';

/**
 * The page that the notes plugin writes into the window that it opens. That window has no address:
 * it is under the policy of the page that opened it.
 */
export async function speakerView(): Promise<string> {
  const plugin = fileURLToPath(import.meta.resolve('reveal.js/plugin/notes'));
  const source = await readFile(plugin, 'utf8');
  const [, literal] = /\.document\.write\(("(?:[^"\\]|\\.)*")\)/.exec(source) ?? [];
  if (literal === undefined) {
    throw new Error(`${plugin} has no page for the speaker any more: see how it opens its window.`);
  }
  return String(runInNewContext(literal));
}
