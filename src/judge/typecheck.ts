import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { readFiles } from '../course/files.ts';
import type { LoadProblem } from '../kit/runtime.ts';
import { endChild } from '../runtime/end-child.ts';

const require = createRequire(import.meta.url);
/** The protocol's number for an error; hints and warnings are none of our business. */
const ERROR = 1;
const SHOWN_ERRORS = 5;

/** The parts that we use of a diagnostic of the language server protocol, version 3.17. */
interface Diagnostic {
  readonly severity?: number;
  readonly code?: number | string;
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

/**
 * TypeScript's own language server, kept warm. The compiler needs 0.25 s for an answer because it
 * reads the SDK's types each time; asked again, the server needs 0.005 s.
 */
export class TypeChecker {
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #ready: Promise<unknown>;
  /** The files that the server has open, by their address. */
  readonly #open = new Map<string, { text: string; version: number }>();

  private constructor(root: string, launch: Launch) {
    const { command, args } = compiler();
    this.#child = launch(command, [...args, '--lsp', '--stdio'], ['pipe', 'pipe', 'ignore']);
    const { stdin, stdout } = this.#child;
    if (!stdin || !stdout) throw new Error('The type-checker has no pipes.');
    stdin.on('error', () => undefined);
    this.#connection = createMessageConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
    this.#connection.onError(() => undefined);
    this.#connection.onRequest('client/registerCapability', () => null);
    this.#connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => ({})),
    );
    this.#connection.listen();
    const gone = new Promise<never>((_, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code) => {
        reject(new Error(`The type-checker ended (${code}).`));
        this.#connection.dispose();
      });
    });
    const hello = this.#connection.sendRequest('initialize', {
      // It ends when its input does; in a sandbox, our number is nobody's.
      processId: null,
      rootUri: pathToFileURL(root).href,
      capabilities: {},
    });
    this.#ready = Promise.race([hello, gone]).then(() =>
      this.#connection.sendNotification('initialized', {}),
    );
    this.#ready.catch(() => undefined);
  }

  /**
   * @param root the repository
   * @param launch starts the compiler; by default, beside this process
   */
  static open(root: string, launch: Launch = beside(root)): TypeChecker {
    return new TypeChecker(root, launch);
  }

  /**
   * Type-checks a staged answer.
   *
   * @param folder where it is staged
   * @param shown the folder's name as the learner knows it
   * @returns what is wrong with it, or undefined
   */
  async check(folder: string, shown: string): Promise<LoadProblem | undefined> {
    await this.#ready;
    const files = await readFiles(folder, (path) => path.endsWith('.ts'));
    await this.#show(folder, files);
    const errors: string[] = [];
    for (const path of Object.keys(files)) {
      const uri = pathToFileURL(join(folder, path)).href;
      const { items } = await this.#connection.sendRequest<{ items: Diagnostic[] }>(
        'textDocument/diagnostic',
        { textDocument: { uri } },
      );
      const wrong = items.filter(({ severity }) => severity === ERROR);
      errors.push(...wrong.map((error) => `${shown}/${path}${textOf(error)}`));
    }
    if (errors.length === 0) return undefined;
    return {
      kind: 'types',
      message:
        errors.length === 1
          ? 'The answer does not type-check.'
          : `The answer does not type-check: ${errors.length} errors.`,
      details: errors.slice(0, SHOWN_ERRORS),
    };
  }

  async close(): Promise<void> {
    await endChild(this.#child);
  }

  /** Tells the server what the files say now; of other folders it forgets everything. */
  async #show(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
    const wanted = new Map(
      Object.entries(files).map(([path, text]) => [pathToFileURL(join(folder, path)).href, text]),
    );
    const note = (name: string, params: object) =>
      this.#connection.sendNotification(`textDocument/${name}`, params);
    for (const uri of [...this.#open.keys()].filter((known) => !wanted.has(known))) {
      this.#open.delete(uri);
      await note('didClose', { textDocument: { uri } });
    }
    for (const [uri, text] of wanted) {
      const known = this.#open.get(uri);
      if (known?.text === text) continue;
      const version = (known?.version ?? 0) + 1;
      this.#open.set(uri, { text, version });
      await (known
        ? note('didChange', { textDocument: { uri, version }, contentChanges: [{ text }] })
        : note('didOpen', { textDocument: { uri, languageId: 'typescript', version, text } }));
    }
  }
}

/** Starts a program. */
export type Launch = (
  command: string,
  args: readonly string[],
  stdio: StdioOptions,
) => ChildProcess;

function beside(cwd: string): Launch {
  return (command, args, stdio) => spawn(command, args, { cwd, stdio, windowsHide: true });
}

/** `:12:5  TS2322: Type 'string' is not …`, on one line. */
function textOf({ range, code, message }: Diagnostic): string {
  const { line, character } = range.start;
  const text = message.split('\n').slice(0, 2).join(' ').replace(/\s+/g, ' ');
  return `:${line + 1}:${character + 1}  TS${code}: ${text}`.slice(0, 300);
}

/** TypeScript's native compiler: started without its wrapper, which would stay beside it. */
function compiler(): { command: string; args: string[] } {
  const { platform, arch } = process;
  try {
    const folder = dirname(
      require.resolve(`@typescript/typescript-${platform}-${arch}/package.json`),
    );
    return { command: join(folder, 'lib', platform === 'win32' ? 'tsc.exe' : 'tsc'), args: [] };
  } catch {
    const wrapper = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
    return { command: process.execPath, args: [wrapper] };
  }
}
