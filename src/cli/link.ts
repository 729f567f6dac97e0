import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

/** A file of the course or of the learner, as messages name it. */
const PATH = /(?<![\w./-])(?:answers|katas|lessons|solutions)\/[\w./-]*\.(?:ts|mdx|md)\b/g;
/** Terminals that say who they are, and can show links. */
const PROGRAMS = ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'zed', 'Tabby', 'rio'];
const SIGNS = [
  'WT_SESSION',
  'KITTY_WINDOW_ID',
  'KONSOLE_VERSION',
  'ALACRITTY_WINDOW_ID',
  'DOMTERM',
];
/** GNOME's terminal and its kin, from 0.50 on. */
const VTE = 5000;

/** Makes the names of files that can be opened into links, where the terminal knows links. */
export function linked(root: string, text: string): string {
  if (!hasLinks(process.env, process.stdout.isTTY)) return text;
  return text.replace(PATH, (path) => link(pathToFileURL(join(root, path)).href, path));
}

/** Whether the terminal shows links; `FORCE_HYPERLINK` decides where it is set. */
export function hasLinks(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const forced = env['FORCE_HYPERLINK'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  // Multiplexers know links only from some version on, and do not tell.
  if (!isTerminal || env['CI'] || env['TERM'] === 'dumb' || env['TMUX'] || env['STY']) return false;
  return (
    PROGRAMS.includes(env['TERM_PROGRAM'] ?? '') ||
    SIGNS.some((name) => env[name]) ||
    Number(env['VTE_VERSION'] ?? 0) >= VTE
  );
}

/** OSC 8: the sequence by which a terminal is told of a link. */
function link(url: string, text: string): string {
  return `\u001B]8;;${url}\u0007${text}\u001B]8;;\u0007`;
}
