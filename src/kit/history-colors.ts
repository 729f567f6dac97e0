/** The colors of a drawn history, by what they are for: ink and paper, and three for the bars. */
interface Colors {
  readonly paper: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  /** Under a row to look at. */
  readonly marked: string;
  /** A bar of what was done, or is under way; of what failed; of what was cancelled. */
  readonly done: string;
  readonly failed: string;
  readonly cancelled: string;
  /** Text that tells of a failure; text to look at. All text has a contrast of 4.5:1 or more. */
  readonly bad: string;
  readonly look: string;
}

const LIGHT: Colors = {
  paper: '#fdfcf9',
  ink: '#26272c',
  quiet: '#63646a',
  line: '#e2dfd6',
  marked: '#fdf0d0',
  done: '#4a5cc7',
  failed: '#c9402b',
  cancelled: '#b57414',
  bad: '#a92f1c',
  look: '#704606',
};

const DARK: Colors = {
  paper: '#15171b',
  ink: '#e4e3dd',
  quiet: '#9d9d98',
  line: '#2f3238',
  marked: '#332b1a',
  done: '#7f93f5',
  failed: '#ea6a55',
  cancelled: '#d79a3a',
  bad: '#ff9a88',
  look: '#f0c27a',
};

/** CSS that names the colors, `--ink` and so on, for light and for dark, as the reader prefers. */
export const COLORS = `:root { color-scheme: light dark; ${named(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${named(DARK)} } }`;

function named(colors: Colors): string {
  return Object.entries(colors)
    .map(([name, color]) => `--${name}: ${color};`)
    .join(' ');
}
