import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { SourceMapPayload } from 'node:module';
import { join, resolve } from 'node:path';
import { writeWhole } from '../course/files.ts';
import type { LoadProblem } from '../kit/runtime.ts';
import { SDK_VERSION } from './sdk-version.ts';
import { hasValues, scriptOf, type Compile, type Compiled } from './compile.ts';
import { SILENT } from './silent.ts';
import { locator, type Locate } from './stack.ts';

const SLOT = resolve(import.meta.dirname, 'answer-slot.cjs');
const MARK = '/*! DURABLE_DOJO_ANSWER */';

/** A script that a host can load. */
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
  const slot = await readFile(SLOT, 'utf8');
  const key = createHash('sha256').update(slot).digest('hex').slice(0, 8);
  const path = join(cache, `workflow-bundle-${SDK_VERSION}-${key}.js`);
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

/** Makes of an answer's files what hosts load. */
export class Bundler {
  readonly #template: Template;
  readonly #compile: Compile;

  /** @param compile makes one script of several files */
  constructor(template: Template, compile: Compile) {
    this.#template = template;
    this.#compile = compile;
  }

  /** Makes whatever is made once for all answers. */
  async prepare(): Promise<void> {
    await this.#template.made();
  }

  /**
   * Bundles an answer for the workflow sandbox. The result is a bundle as the SDK makes it (its
   * module cache keeps runs apart), so the reusable V8 context takes it.
   *
   * @param folder where the staged answer is
   * @param shown the folder's name as the learner knows it, for source positions
   * @param file the file whose exports count
   * @param text what to bundle in place of that file
   * @throws BundleProblem
   */
  async workflows(
    folder: string,
    shown: string,
    file: string,
    text?: string,
  ): Promise<AnswerBundle> {
    const source = { kind: 'workflow', folder, shown, file } as const;
    const [compiled, template] = await Promise.all([
      this.#compile(text === undefined ? source : { ...source, text }),
      this.#template.made(),
    ]);
    const { code, map } = well(compiled);
    const [before, after] = template.split(MARK);
    if (before === undefined || after === undefined) {
      throw new Error('The workflow bundle has no place for the answer; delete .dojo/cache.');
    }
    const parsed = sourcesShown(map, shown);
    const shifted = {
      ...parsed,
      // The SDK names the script after this.
      file: scriptOf(source),
      // The map's first answer line must fall on the line where the answer's code begins.
      mappings: ';'.repeat(before.split('\n').length) + parsed.mappings,
    };
    const inline = Buffer.from(JSON.stringify(shifted)).toString('base64');
    const comment = `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${inline}`;
    return {
      code: `${before}\n${code}\n${after}\n${comment}\n`,
      locate: locator(shifted),
    };
  }

  /**
   * Bundles a file of an answer for Node: activities, or a client. They may use all that a process
   * has, and the SDK is the host's own.
   *
   * @param folder where the staged answer is
   * @param shown the folder's name as the learner knows it, for source positions
   * @param file such as `activities.ts`
   * @returns undefined when there is no such file, or nothing in it but types
   * @throws BundleProblem
   */
  async node(folder: string, shown: string, file: string): Promise<AnswerBundle | undefined> {
    if (!(await hasValues(folder, file))) return undefined;
    const source = { kind: 'node', folder, shown, file } as const;
    const { code, map } = well(await this.#compile(source));
    return { code, locate: locator(sourcesShown(map, shown), scriptOf(source)) };
  }
}

function well(compiled: Awaited<ReturnType<Compile>>): Compiled {
  if ('problem' in compiled) throw new BundleProblem(compiled.problem);
  return compiled;
}

/** A map whose sources are named as the learner knows them. */
export function sourcesShown(map: string, shown: string): SourceMapPayload {
  const parsed = JSON.parse(map) as SourceMapPayload;
  return { ...parsed, sources: parsed.sources.map((source) => `${shown}/${source}`) };
}
