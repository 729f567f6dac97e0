import { mark } from './findings.ts';
import type { Report } from './learner-reports.ts';
import { paint } from './paint.ts';

const TITLES = ['whose', 'machine', 'Node', 'test server', 'made'];

/** Whose machine is ready, as a table, with what the others lack and what they type next. */
export function reportsText(reports: readonly Report[]): string {
  const cells = [TITLES, ...reports.filter(isRead).map(row)];
  const widths = TITLES.map((_, column) =>
    Math.max(...cells.map((each) => each[column]?.length ?? 0)),
  );
  const line = (each: readonly string[]) =>
    each
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const lines = reports.flatMap((report) => {
    if (!isRead(report)) return [`${mark('missing')} ${report.text}`, ...indented(report.next)];
    const { state, missing } = report;
    const lacks = missing.flatMap(({ text, next }) => [...indented(text), ...indented(next)]);
    return [`${mark(state)} ${line(row(report))}`, ...lacks];
  });
  return [`  ${paint('strong', line(TITLES))}`, ...lines, '', summary(reports)].join('\n');
}

function row({ whose, about, server }: Report): string[] {
  const { platform = '?', node = '?', at = '?' } = about ?? {};
  return [whose, platform, node, server ?? '?', at.slice(0, 10)];
}

/** A file that is no report says nothing about a machine. */
function isRead({ state, missing }: Report): boolean {
  return state === 'good' || missing.length > 0;
}

function indented(text: string | undefined): string[] {
  return text === undefined ? [] : text.split('\n').map((each) => `    ${each}`);
}

/** `18 of 20 are ready. Machines: 12 linux-x64, 8 darwin-arm64.` */
function summary(reports: readonly Report[]): string {
  const ready = reports.filter(({ state }) => state === 'good').length;
  const kinds = Map.groupBy(
    reports.flatMap(({ about }) => (about ? [about.platform] : [])),
    (platform) => platform,
  );
  const counted = [...kinds]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([platform, those]) => `${those.length} ${platform}`);
  const machines = counted.length === 0 ? '' : ` Machines: ${counted.join(', ')}.`;
  return `${ready} of ${reports.length} are ready.${machines}`;
}
