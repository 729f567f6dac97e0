/** The terminal's colours: chosen to be read on its own dark ground, which the picture brings. */
const COLOURS = {
  ground: '#111318',
  edge: '#34363c',
  text: '#d5d4ce',
  quiet: '#a6a6a1',
  bad: '#ff9a88',
  good: '#8ccfa0',
  look: '#f0c27a',
  title: '#a9b6f7',
} as const;

const COLUMN = 7.8;
const LINE = 19;
const MARGIN = 20;
const COLUMNS = 80;

/**
 * Draws what a terminal showed, as one self-contained SVG.
 *
 * @param text lines of at most 80 columns
 * @param label what a person who cannot see it should hear
 */
export function terminalPicture(text: string, label: string): string {
  const lines = text.trimEnd().split('\n');
  const width = Math.round(COLUMNS * COLUMN + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  const rows = lines.map((line, index) => {
    const y = MARGIN + (index + 0.75) * LINE;
    return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${spans(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="10" fill="${COLOURS.ground}" stroke="${COLOURS.edge}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="${COLOURS.text}">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** `  Expected  the rest`: the word that names a part stands out. */
const PART = /^( {2}(?:When|Expected|Happened|It hurts|Read) {2,})(.*)$/;

function spans(line: string): string {
  const part = PART.exec(line);
  if (part) return `${span(part[1] ?? '', 'title')}${span(part[2] ?? '', 'text')}`;
  if (/^\s*▶/.test(line)) return span(line, 'look');
  if (line.startsWith('✗')) return span(line, 'bad');
  if (line.startsWith('✓')) return `${span('✓', 'good')}${span(line.slice(1), 'quiet')}`;
  return span(line, 'text');
}

function span(text: string, tone: keyof typeof COLOURS): string {
  // Every column has the same width whatever the reader's font, so that indents stay in line.
  return `<tspan fill="${COLOURS[tone]}" textLength="${(text.length * COLUMN).toFixed(1)}">${escaped(text)}</tspan>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
