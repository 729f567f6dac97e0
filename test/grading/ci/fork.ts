import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../../..');
/** The kata that is answered. */
export const KATA = '01-durable-execution';

/** A learner's copy of the course: a folder to work in, and a repository to push to. */
export class Fork {
  /** Stands for what GitHub or GitLab keeps. */
  readonly hosted: string;
  readonly work: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.hosted = join(folder, 'hosted.git');
    this.work = join(folder, 'work');
  }

  /** A copy of all files that are in git, as they are now. */
  static async make(): Promise<Fork> {
    const fork = new Fork(await mkdtemp(join(tmpdir(), 'dojo-fork-')));
    const paths = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
    for (const path of paths.split('\0').filter(Boolean)) {
      await cp(join(ROOT, path), join(fork.work, path)).catch((error: NodeJS.ErrnoException) => {
        // Deleted, and that is not committed yet.
        if (error.code !== 'ENOENT') throw error;
      });
    }
    git(fork.work, 'init', '-q', '--initial-branch=main');
    git(fork.work, 'init', '-q', '--bare', '--initial-branch=main', fork.hosted);
    git(fork.work, 'remote', 'add', 'origin', fork.hosted);
    fork.push('The course');
    return fork;
  }

  /** Where a machine has its folders. */
  machine(): Promise<string> {
    return mkdtemp(join(this.#folder, 'machine-'));
  }

  /** The commit that was pushed last. */
  get head(): string {
    return git(this.work, 'rev-parse', 'HEAD');
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.work, path)), { recursive: true });
    await writeFile(join(this.work, path), text);
  }

  /** Answers a kata as a file of `solutions/` does. */
  async answer(name: string, kata = KATA): Promise<void> {
    const path = join('answers', kata, `${name.split('.')[0]}.ts`);
    await this.write(path, '');
    await cp(join(ROOT, 'solutions', kata, name), join(this.work, path));
  }

  /** Pushes all that is in the folder, answers too. */
  push(message: string): void {
    git(this.work, 'add', '--all', '--force');
    git(this.work, 'commit', '-q', '-m', message);
    git(this.work, 'push', '-q', 'origin', 'main');
  }

  /** What `actions/checkout` does. */
  checkOut(to: string, commit = this.head): void {
    git(this.work, 'clone', '-q', this.hosted, to);
    git(to, 'checkout', '-q', '--detach', commit);
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What an installation makes of a copy of the course: here, the packages and the server of ours. */
export async function install(course: string): Promise<void> {
  await mkdir(join(course, 'node_modules'));
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (name === '.bin') continue;
    await symlink(join(ROOT, 'node_modules', name), join(course, 'node_modules', name));
  }
  await mkdir(join(course, '.dojo'));
  await mkdir(join(ROOT, '.dojo/server'), { recursive: true });
  await symlink(join(ROOT, '.dojo/server'), join(course, '.dojo/server'));
}

function git(folder: string, ...words: readonly string[]): string {
  const settings = ['user.name=Ada', 'user.email=ada@example.org', 'commit.gpgsign=false'];
  const given = settings.flatMap((setting) => ['-c', setting]);
  return execFileSync('git', [...given, ...words], { cwd: folder, encoding: 'utf8' }).trim();
}
