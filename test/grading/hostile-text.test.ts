import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { XmlDocument, XmlElement } from 'libxml2-wasm';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { FORMATS, type FormatName } from '../../src/grading/formats/index.ts';
import { md } from '../../src/kit/markup.ts';
import { xml } from '../../src/grading/formats/junit.ts';
import { gradeReport, type GradeReport } from '../../src/grading/report.ts';
import { hostile, reportsOf } from './hostile-text.ts';
import { commandIn, commandsIn } from './workflow-commands.ts';
import { read } from './written.ts';

type Kind = keyof ReturnType<typeof reportsOf>;
const kinds: readonly Kind[] = ['pass', 'fail', 'error', 'infra'];
const names = Object.keys(FORMATS) as FormatName[];

/** Looks at what a format makes of any text, and of harmless text in the same places. */
function always(
  name: FormatName,
  holds: (written: string, harmless: string, report: GradeReport) => void,
): void {
  const written = kinds.filter((kind) => kind !== 'infra' || FORMATS[name].knowsInfra);
  const harmless = reportsOf('harmless.');
  fc.assert(
    fc.property(hostile, (text) => {
      const reports = reportsOf(text);
      for (const kind of written) {
        holds(read(name, [reports[kind]]), read(name, [harmless[kind]]), reports[kind]);
      }
    }),
    // The same texts each time: what fails was broken, and not found by chance.
    { numRuns: 150, seed: 1 },
  );
}

test.for(names)('%s: no sign moves a terminal, turns the text or is half a character', (name) => {
  always(name, (written) => {
    expect(written.isWellFormed()).toBe(true);
    expect(written).not.toMatch(/(?!\r?\n)\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u);
    expect(written).not.toMatch(/\\u(00[019]|202[a-e]|206[6-9]|d[89a-f])/i);
  });
});

/** Data without its texts: what is there, and of which kind. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shape(each)]));
}

const inJson = [
  'json',
  'exercism',
  'gradescope',
  'prairielearn',
  'classroom',
  'classroom50',
  'ctrf',
  'sarif',
] as const;

test.for(inJson)('%s: text is text, and changes nothing beside it', (name) => {
  always(name, (written, harmless) => {
    expect(shape(JSON.parse(written))).toEqual(shape(JSON.parse(harmless)));
  });
});

test('json: what was said is said, word for word', () => {
  always('json', (written, _, report) => {
    expect(gradeReport.array().parse(JSON.parse(written))).toEqual([report]);
  });
});

test('sarif: no message has a link', () => {
  always('sarif', (written) => expect(written).not.toMatch(/\]\(/));
});

test('classroom: no line that its reporter prints is a command', () => {
  always('classroom', (written) => {
    const { tests } = JSON.parse(written) as { tests: { name: string; message: string }[] };
    const log = tests.flatMap(({ name, message }) => [`✅ ${name}`, `Error: ${message}`, message]);
    expect(commandsIn(log.join('\n'))).toEqual([]);
  });
});

test('github: there are the commands that we wrote, and no others', () => {
  always('github', (written, harmless) => {
    const of = (text: string) =>
      commandsIn(text).map(({ name, properties: { line, ...rest } }) => [name, rest, typeof line]);
    expect(of(written)).toEqual(of(harmless));
    expect(written.trimEnd().split(/\r\n|[\r\n]/).length).toBe(of(written).length || 1);
  });
});

test('github: an annotation says what happened, word for word', () => {
  always('github', (written, _, { checks }) => {
    const failed = checks.find(({ diagnosis }) => diagnosis);
    if (!failed?.diagnosis) return;
    const { expected, happened } = failed.diagnosis;
    const said = `Expected: ${expected} Happened: ${happened} (${failed.id})`;
    expect(commandsIn(written).at(-1)?.text).toBe(said);
  });
});

test('the reader of commands reads those that GitHub reads', () => {
  expect(commandIn('  ::error file=a%2Cb,line=1::x%0Ay')).toEqual({
    name: 'error',
    properties: { file: 'a,b', line: '1' },
    text: 'x\ny',
  });
  expect(commandIn('word ##[set-output name=a;]b')?.name).toBe('set-output');
  expect(commandIn('word ::error::x')).toBeUndefined();
});

/** A tree of XML without its texts. */
function elements(element: XmlElement): unknown {
  const children: unknown[] = [];
  for (let node = element.firstChild; node; node = node.next) {
    if (node instanceof XmlElement) children.push(elements(node));
    else if (!('content' in node) || node.constructor.name !== 'XmlText') children.push('other');
  }
  return [element.name, element.attrs.map((attribute) => attribute.name), children];
}

test('junit: a parser finds the elements that we wrote, and all of the text', () => {
  always('junit', (written, harmless, { checks }) => {
    using document = XmlDocument.fromString(written);
    using other = XmlDocument.fromString(harmless);
    expect(elements(document.root)).toEqual(elements(other.root));
    const happened = checks.find(({ diagnosis }) => diagnosis)?.diagnosis?.happened;
    if (happened === undefined) return;
    const message = document.get('//failure/@message')?.content;
    // Of what XML can't hold, a sign of replacement is left.
    expect(message).toContain(happened.replaceAll(/[\uFFFE\uFFFF]/g, '\uFFFD'));
  });
});

test('text of any kind is text in XML', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      using document = XmlDocument.fromString(`<a>${xml(text)}</a>`);
      expect(document.root.firstChild?.next ?? null).toBeNull();
    }),
    { seed: 1 },
  );
});

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly children?: readonly Node[];
}

function parseMarkdown(text: string): Node {
  return fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

/** A page without what stands in blocks of code. */
function outsideCode({ type, value, children }: Node): unknown {
  if (type === 'code') return type;
  return [type, value, children?.map(outsideCode)];
}

function codeIn({ type, value, children = [] }: Node): string[] {
  return type === 'code' ? [value ?? ''] : children.flatMap(codeIn);
}

describe('markdown', () => {
  test('what a learner wrote stands in blocks of code, and nowhere else', () => {
    always('markdown', (written, harmless, report) => {
      const page = parseMarkdown(written);
      expect(outsideCode(page)).toEqual(outsideCode(parseMarkdown(harmless)));
      if (report.message !== undefined) expect(codeIn(page).join()).toContain(report.message);
    });
  });

  test('text of any kind has no pictures, HTML or code, and no link but an address itself', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [heading, ...more] = parseMarkdown(`## a ${md(text)}`).children ?? [];
        expect(more).toEqual([]);
        for (const { type, children = [] } of heading?.children ?? []) {
          expect(['text', 'link']).toContain(type);
          for (const { value } of children) expect(value).toMatch(/^(https:|www\.)|@/);
        }
      }),
      { seed: 1 },
    );
  });
});

describe('csv', () => {
  const borders = [',', ';', '\t'];

  test('a row has a cell for each column, and the name in the first', () => {
    always('csv', (written, _, { learner }) => {
      const [head = [], row = [], ...more] = parseCsv(written);
      expect(more).toEqual([]);
      expect(row).toHaveLength(head.length);
      expect(row[0]?.replaceAll("'", '')).toBe(learner.replaceAll("'", ''));
    });
  });

  test.for(borders)('no cell begins a formula where the border is %j', (delimiter) => {
    always('csv', (written) => {
      const options = { delimiter, relax_quotes: true, relax_column_count: true };
      for (const cell of parseCsv(written, options).flat()) {
        expect(cell).not.toMatch(/^["\s]*[=+\-@＝＋－＠]/);
      }
    });
  });
});
