import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

type Words = Readonly<Record<string, string>>;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Words;
}

/** A workflow of GitHub, as far as it is executed here. */
export interface Workflow {
  readonly permissions: Words;
  readonly env?: Words;
  readonly jobs: Readonly<
    Record<string, { readonly permissions?: Words; readonly steps: readonly Step[] }>
  >;
}

/** Where a job runs, and what it is told. */
export interface Machine {
  readonly folder: string;
  /** What stands between `${{` and `}}`, by its name. */
  readonly told: Words;
  /** Variables in place of those of the file. */
  readonly env?: Words;
  /** Does what an action does. */
  readonly use: (action: string, given: Words) => void | Promise<void>;
}

export interface Outcome {
  /** How the first step ended that failed. */
  readonly code: number;
  readonly log: string;
  readonly summary: string;
}

export async function readYaml<T>(path: string): Promise<T> {
  return parse(await readFile(path, 'utf8')) as T;
}

/** The folder in which the steps of a job begin. */
export function workspace({ folder }: Pick<Machine, 'folder'>): string {
  return join(folder, 'work');
}

/** Does the steps of a job in order, as a machine of GitHub would. */
export async function execute(workflow: Workflow, job: string, machine: Machine): Promise<Outcome> {
  const summary = join(machine.folder, 'summary.md');
  await writeFile(summary, '');
  const variables = { ...workflow.env, ...machine.env };
  const known: Words = {
    ...machine.told,
    ...Object.fromEntries(Object.entries(variables).map(([name, text]) => [`env.${name}`, text])),
  };
  let code = 0;
  let log = '';
  for (const step of workflow.jobs[job]?.steps ?? []) {
    if (code !== 0 && step.if !== '${{ !cancelled() }}') continue;
    if (step.uses !== undefined) {
      await machine.use(step.uses.replace(/@.*/, ''), evaluated(step.with, known));
    }
    if (step.run === undefined) continue;
    const env = { ...variables, ...evaluated(step.env, known), GITHUB_STEP_SUMMARY: summary };
    const ended = await shell(['bash', '-e'], step.run, machine, env);
    log += ended.log;
    code ||= ended.code;
  }
  return { code, log, summary: await readFile(summary, 'utf8') };
}

function evaluated(values: Readonly<Record<string, unknown>> = {}, known: Words): Words {
  const tell = (text: string) =>
    text.replaceAll(/\$\{\{ (.+?) \}\}/g, (_, name: string) => {
      const value = known[name];
      if (value === undefined) throw new Error(`Nobody says what '${name}' is.`);
      return value;
    });
  return Object.fromEntries(Object.entries(values).map(([key, text]) => [key, tell(String(text))]));
}

/** A pipeline of GitLab, as far as it is executed here. */
export interface Pipeline {
  readonly variables: Readonly<Record<string, string | { readonly value: string }>>;
  readonly [job: string]: unknown;
}

/**
 * Does what a job of GitLab says, as its machine would.
 *
 * @param after what happens after each part, by its number
 */
export async function executeScript(
  { variables, ...jobs }: Pipeline,
  job: string,
  { folder, env }: Pick<Machine, 'folder' | 'env'>,
  after: Readonly<Record<number, () => Promise<void>>> = {},
): Promise<Omit<Outcome, 'summary'>> {
  const { script, image } = jobs[job] as { script: readonly string[]; image: string };
  const program = image.startsWith('alpine') ? ['sh', '-e'] : ['bash', '-eo', 'pipefail'];
  const given = Object.entries(variables).map(([name, text]) => [
    name,
    typeof text === 'string' ? text : text.value,
  ]);
  const all = { ...(Object.fromEntries(given) as Words), ...env };
  let log = '';
  for (const [index, part] of script.entries()) {
    const ended = await shell(program, part, { folder }, all);
    log += ended.log;
    if (ended.code !== 0) return { code: ended.code, log };
    await after[index]?.();
  }
  return { code: 0, log };
}

/** Runs a script, with all that it prints in one log. */
async function shell(
  [program = '', ...options]: readonly string[],
  script: string,
  { folder }: Pick<Machine, 'folder'>,
  env: Words,
): Promise<{ code: number; log: string }> {
  const tools = join(folder, 'tools');
  await pretend(tools, ['sudo', 'apt-get', 'apk', 'cosign']);
  await mkdir(workspace({ folder }), { recursive: true });
  const { PATH, HOME = folder } = process.env;
  return new Promise((resolve) => {
    const child = execFile(
      program,
      [...options, '-c', `exec 2>&1\n${script}`],
      {
        cwd: workspace({ folder }),
        env: { PATH: `${tools}:${PATH}`, HOME, CI: 'true', ...env },
        maxBuffer: 10_000_000,
      },
      (_, log) => resolve({ code: child.exitCode ?? 1, log }),
    );
  });
}

/** What would change this machine, or ask others to sign, only says that it was called. */
async function pretend(tools: string, names: readonly string[]): Promise<void> {
  await mkdir(tools, { recursive: true });
  for (const name of names) {
    await writeFile(join(tools, name), `#!/bin/sh\necho "called: ${name} $*"\n`);
    await chmod(join(tools, name), 0o755);
  }
}
