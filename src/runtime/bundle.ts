import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin, type SourceMapPayload } from 'node:module';
import { join, resolve } from 'node:path';
import { build, type BuildFailure, type Message, type Plugin, type StdinOptions } from 'esbuild';
import { writeWhole } from '../course/files.ts';
import type { LoadProblem } from '../kit/runtime.ts';
import { SILENT } from './silent.ts';
import { locator, type Locate } from './stack.ts';

const require = createRequire(import.meta.url);
const SLOT = resolve(import.meta.dirname, 'answer-slot.cjs');
const MARK = '/*! DURABLE_DOJO_ANSWER */';

/** What the slot hands to an answer instead of bundling it a second time. */
const PROVIDED = ['@temporalio/workflow', '@temporalio/common'];

/** Code over this size is no answer to a kata; the limit keeps a mistake from freezing the watch. */
const MAX_BUNDLE_BYTES = 4_000_000;

export interface AnswerBundle {
  readonly code: string;
  /** Finds places of the bundle in the learner's files. */
  readonly locate: Locate;
}

/** The answer is not something that can be bundled. */
export class BundleProblem extends Error {
  readonly problem: LoadProblem;
  constructor(problem: LoadProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

/**
 * The bundle of the SDK's workflow runtime with an empty place for the answer. It is made by the
 * SDK's own bundler, once for each version of the SDK, and kept in `cache`.
 */
export async function bundleTemplate(cache: string): Promise<string> {
  const { version } = require('@temporalio/worker/package.json') as {
    version: string;
  };
  const slot = await readFile(SLOT, 'utf8');
  const key = createHash('sha256').update(slot).digest('hex').slice(0, 8);
  const path = join(cache, `workflow-bundle-${version}-${key}.js`);
  try {
    return await readFile(path, 'utf8');
  } catch {
    // Not made yet.
  }
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const { code } = await bundleWorkflowCode({
    workflowsPath: SLOT,
    logger: SILENT,
  });
  // The template's own source map is 1 MB and says nothing about the answer.
  const template = code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
  await writeWhole(path, template);
  return template;
}

/** The bundle's template, made or read once for all answers. */
export class Template {
  readonly #cache: string;
  #text: Promise<string> | undefined;

  /** @param cache a folder for what can be made again */
  constructor(cache: string) {
    this.#cache = cache;
  }

  made(): Promise<string> {
    this.#text ??= bundleTemplate(this.#cache);
    this.#text.catch(() => {
      this.#text = undefined;
    });
    return this.#text;
  }
}

/**
 * Bundles an answer for the workflow sandbox.
 *
 * Measured on two cores: 0.02–0.06 s, where webpack takes 0.2–0.6 s. The result is a bundle as
 * the SDK makes it (its module cache keeps runs apart), so the reusable V8 context takes it.
 *
 * @param folder where the staged answer is
 * @param shown the folder's name as the learner knows it, for source positions
 * @param entry the file whose exports count
 * @param text what to bundle in place of that file
 * @throws BundleProblem
 */
export async function bundleAnswer(
  template: string,
  folder: string,
  shown: string,
  entry: string,
  text?: string,
): Promise<AnswerBundle> {
  // Under a name of its own: the text may import the file whose place it takes.
  const sourcefile = `in-place-of-${entry}`;
  const inPlace = { contents: text ?? '', resolveDir: folder, sourcefile, loader: 'ts' };
  const result = await build({
    absWorkingDir: folder,
    ...(text === undefined ? { entryPoints: [`./${entry}`] } : { stdin: inPlace as StdinOptions }),
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2022',
    sourcemap: 'external',
    outfile: 'answer.js',
    logLevel: 'silent',
    external: PROVIDED,
    plugins: [forbidden],
    tsconfigRaw: {},
  }).catch((failure: BuildFailure) => {
    throw new BundleProblem(explain(failure.errors ?? [], { shown, entry }, failure));
  });
  const code = result.outputFiles.find((file) => file.path.endsWith('.js'))?.text ?? '';
  const map = result.outputFiles.find((file) => file.path.endsWith('.map'))?.text ?? '{}';
  if (code.length > MAX_BUNDLE_BYTES) {
    throw new BundleProblem({
      kind: 'too-large',
      message: `The answer is too large: bundled, it is ${(code.length / 1e6).toFixed(1)} MB, and ${MAX_BUNDLE_BYTES / 1e6} MB is the limit.`,
      details: ['A workflow file is a few kilobytes. Look for a large import or pasted data.'],
    });
  }
  const [before, after] = template.split(MARK);
  if (before === undefined || after === undefined) {
    throw new Error('The workflow bundle has no place for the answer; delete .dojo/cache.');
  }
  // The map's first answer line must fall on the line where the answer's code begins.
  const parsed = JSON.parse(map) as {
    mappings: string;
    sources: string[];
    sourcesContent: string[];
  };
  const shifted = {
    ...parsed,
    // The SDK names the script after this.
    file: 'answer.js',
    sources: parsed.sources.map((source) => `${shown}/${source}`),
    mappings: ';'.repeat(before.split('\n').length) + parsed.mappings,
  };
  const inline = Buffer.from(JSON.stringify(shifted)).toString('base64');
  const comment = `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${inline}`;
  return {
    code: `${before}\n${code}\n${after}\n${comment}\n`,
    locate: locator(shifted as SourceMapPayload),
  };
}

/** Stops Node's modules and the SDK's other halves at the door, with words for a learner. */
const forbidden: Plugin = {
  name: 'forbidden',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path }) => {
      const elsewhere = /^@temporalio\/(worker|client|activity|testing|core-bridge)/.test(path);
      if (!isBuiltin(path) && !elsewhere) return undefined;
      return { errors: [{ text: `forbidden:${path}` }] };
    });
  },
};

/** What esbuild found, in words for a learner. */
export function explain(
  errors: readonly Message[],
  { shown, entry }: { shown: string; entry: string },
  failure: Error,
): LoadProblem {
  const first = errors[0];
  if (!first) return { kind: 'syntax', message: failure.message, details: [] };
  const details = errors.slice(0, 5).flatMap((error) => frame(error, shown));
  const forbiddenModule = /^forbidden:(.*)$/.exec(first.text)?.[1];
  if (forbiddenModule) {
    return {
      kind: 'forbidden-module',
      message: `Workflow code imports '${forbiddenModule}', which does not exist inside a workflow.`,
      details: [
        ...details,
        'Workflow code is run again from its history after a crash, so it may not reach files, the network or the process. Move that work into an activity. If the import is only for types, write `import type`.',
      ],
    };
  }
  const unresolved = /^Could not resolve "(.*)"$/.exec(first.text)?.[1];
  if (unresolved) {
    const missing = unresolved === `./${entry}` && !first.location;
    return missing
      ? {
          kind: 'missing',
          message: `There is no ${entry} in ${shown}.`,
          details: [],
        }
      : {
          kind: 'unknown-module',
          message: `Nothing is found under the name '${unresolved}'.`,
          details,
        };
  }
  return {
    kind: 'syntax',
    message: `The file does not parse: ${first.text}`,
    details,
  };
}

/** A position in the learner's file, with the line and a mark under the place. */
function frame(error: Message, shown: string): string[] {
  const { location } = error;
  if (!location) return [error.text];
  const place = `${shown}/${location.file}:${location.line}:${location.column + 1}`;
  const text = error.text.replace(/^forbidden:(.*)$/, "'$1' may not be imported here");
  return [
    `${place}  ${text}`,
    `  ${location.line} | ${location.lineText.slice(0, 200)}`,
    `  ${' '.repeat(String(location.line).length)} | ${' '.repeat(Math.min(location.column, 200))}${'^'.repeat(Math.max(1, Math.min(location.length, 40)))}`,
  ];
}
