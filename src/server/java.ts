import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { writeWhole } from '../course/files.ts';
import { inPath, isExecutable, runCommand } from './command.ts';

/** A Java that can run the test server. */
export interface Java {
  /** The real `java`, not a link or a launcher that starts another process. */
  readonly command: string;
  readonly home: string;
  /** As Java calls it, such as `17.0.15`. */
  readonly version: string;
  /** Vendor's build and processor, which a class-data archive must match. */
  readonly build: string;
}

const OLDEST = 11;
const PROBE_LIMIT_MS = 20_000;

/**
 * Finds Java 11 or newer in JAVA_HOME or PATH. Asking a Java who it is takes a tenth of a second,
 * so the answer is kept in the cache for as long as the file stays the same.
 *
 * @returns the Java, or one sentence on why there is none
 */
export async function findJava(cacheFolder: string): Promise<Java | string> {
  const ending = process.platform === 'win32' ? '.exe' : '';
  const home = process.env['JAVA_HOME'];
  const candidates = [
    ...(home ? [join(home, 'bin', `java${ending}`)] : []),
    ...[inPath('java')].filter((path) => path !== undefined),
  ].filter(isExecutable);
  let problem = 'There is no `java` in PATH or JAVA_HOME.';
  for (const candidate of candidates) {
    const java = await ask(candidate, cacheFolder);
    if (!java) {
      problem = `${candidate} does not start.`;
    } else if (feature(java.version) < OLDEST) {
      problem = `${candidate} is Java ${java.version}; the test server needs ${OLDEST} or newer.`;
    } else {
      return java;
    }
  }
  return problem;
}

/** The number that people call a Java by: 8 for `1.8.0_402`, 17 for `17.0.15`. */
export function feature(version: string): number {
  const [first = 0, second = 0] = version.split(/[._+-]/).map(Number);
  return first === 1 ? second : first;
}

async function ask(candidate: string, cacheFolder: string): Promise<Java | undefined> {
  const { size, mtimeMs } = await stat(candidate);
  const asked = `${candidate} ${size} ${mtimeMs}`;
  const note = join(cacheFolder, 'java.json');
  const known = await readNote(note);
  if (known?.asked === asked && isExecutable(known.java.command)) return known.java;
  const { code, output } = await runCommand(candidate, ['-XshowSettings:properties', '-version'], {
    limit: PROBE_LIMIT_MS,
  });
  if (code !== 0) return undefined;
  const property = (name: string): string =>
    new RegExp(`^\\s*${name.replaceAll('.', '\\.')} = (.*?)\\s*$`, 'm').exec(output)?.[1] ?? '';
  const home = property('java.home');
  const own = join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java');
  const java = {
    command: home !== '' && isExecutable(own) ? own : candidate,
    home,
    version: property('java.version'),
    build: `${property('java.vm.name')} ${property('java.vm.version')} ${property('os.arch')}`,
  };
  await writeWhole(note, `${JSON.stringify({ asked, java }, undefined, 1)}\n`).catch(() => {});
  return java;
}

async function readNote(path: string): Promise<{ asked: string; java: Java } | undefined> {
  try {
    const note = JSON.parse(await readFile(path, 'utf8')) as { asked: string; java: Java };
    return typeof note.java.command === 'string' ? note : undefined;
  } catch {
    return undefined;
  }
}
