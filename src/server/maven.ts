import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { ensureArchive, findArchive } from './archive.ts';
import { inScratch, isWhole, putInPlace, seal } from './cache.ts';
import type { Pinned } from './cache.ts';
import { inPath, isExecutable, runCommand } from './command.ts';
import { findJava } from './java.ts';
import type { Java } from './java.ts';
import manifest from './jars.json' with { type: 'json' };
import { megabytes, seconds } from './program.ts';
import type { Attempt, Progress, ServerProgram } from './program.ts';

const PART = `maven-${manifest.version}`;
const MAIN_CLASS = 'io.temporal.testserver.TestServer';
const PINNED: Pinned = Object.fromEntries(manifest.jars.map(({ file, sha256 }) => [file, sha256]));
const BYTES = manifest.jars.reduce((sum, { bytes }) => sum + bytes, 0);
/** Pinned like everything else: what Maven takes by itself depends on Maven's age. */
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const LONGEST_MS = 600_000;
const TELL_EVERY_MS = 10_000;

/**
 * The compiler for short-lived programs and the simplest collector: half the time to start. What a
 * Java does not know of these, it ignores.
 */
const FAST_FLAGS = [
  '-XX:+IgnoreUnrecognizedVMOptions',
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-XX:-UsePerfData',
];

/** The server that Maven fetched earlier, if it is there and undamaged and there is a Java for it. */
export async function cachedFromMaven(cacheFolder: string): Promise<ServerProgram | undefined> {
  if (!(await isWhole(join(cacheFolder, PART), PINNED))) return undefined;
  const java = await findJava(cacheFolder);
  return typeof java === 'string' ? undefined : javaProgram(cacheFolder, java, 'cache');
}

/** Fetches the server's jars by Maven, with the user's own Maven settings, and checks each one. */
export async function fetchFromMaven(cacheFolder: string, progress: Progress): Promise<Attempt> {
  const java = await findJava(cacheFolder);
  if (typeof java === 'string') return { problem: java };
  const part = join(cacheFolder, PART);
  if (!(await isWhole(part, PINNED))) {
    const problem = await fetchJars(cacheFolder, java, progress);
    if (problem !== undefined) return { problem };
  }
  await prepareArchive(cacheFolder, progress);
  return { program: await javaProgram(cacheFolder, java, 'maven') };
}

/**
 * Makes the class-data archive for the Java that is there now, if it is missing: after the jars
 * came, or after Java was updated. A Java that cannot make one goes without.
 */
export async function prepareArchive(cacheFolder: string, progress: Progress): Promise<void> {
  const java = await findJava(cacheFolder);
  if (typeof java === 'string') return;
  await ensureArchive({
    cacheFolder,
    java,
    flags: FAST_FLAGS,
    jars: join(cacheFolder, PART),
    classpath: classpath(cacheFolder),
    mainClass: MAIN_CLASS,
    progress,
  });
}

async function fetchJars(
  cacheFolder: string,
  java: Java,
  progress: Progress,
): Promise<string | undefined> {
  const maven = findMaven();
  if (maven === undefined) return 'There is no `mvn` in PATH or MAVEN_HOME.';
  const began = performance.now();
  const wanted = `${manifest.jars.length} jars, ${megabytes(BYTES)}`;
  progress(`Test server: fetching version ${manifest.version} by Maven (${wanted}) …`);
  const tell = setInterval(() => {
    progress(`Test server: Maven is still at it, ${seconds(performance.now() - began)} …`);
  }, TELL_EVERY_MS);
  try {
    return await inScratch(cacheFolder, async (scratch) => {
      await writeFile(join(scratch, 'pom.xml'), pom());
      const { code, output, late } = await runCommand(
        maven,
        ['-B', '-q', '-Dstyle.color=never', COPY],
        {
          cwd: scratch,
          limit: LONGEST_MS,
          env: { ...process.env, ...(java.home === '' ? {} : { JAVA_HOME: java.home }) },
        },
      );
      if (late) return `Maven did not finish within ${seconds(LONGEST_MS)}.`;
      if (code !== 0) return `Maven failed: ${firstError(output)}`;
      const fresh = join(scratch, 'jars');
      const sealed = await seal(fresh, PINNED);
      if ('wrong' in sealed) {
        return `Maven brought files with other checksums than expected: ${sealed.wrong.join(', ')}.`;
      }
      await putInPlace(fresh, join(cacheFolder, PART), PINNED);
      const spent = seconds(performance.now() - began);
      progress(`Test server: ${wanted}, all checksums right, in ${spent}`);
      return undefined;
    });
  } finally {
    clearInterval(tell);
  }
}

async function javaProgram(
  cacheFolder: string,
  java: Java,
  from: 'cache' | 'maven',
): Promise<ServerProgram> {
  const start = ['-cp', classpath(cacheFolder), MAIN_CLASS];
  const archive = await findArchive(cacheFolder, java, join(cacheFolder, PART));
  const plainArgs = [...FAST_FLAGS, ...start];
  return {
    kind: 'java',
    from,
    command: java.command,
    args: archive
      ? [...FAST_FLAGS, '-Xshare:auto', `-XX:SharedArchiveFile=${archive}`, ...start]
      : plainArgs,
    plainArgs,
    describe:
      `test server ${manifest.version} on Java ${java.version}` +
      `${from === 'cache' ? ', fetched earlier' : ''} (${java.command})`,
  };
}

function classpath(cacheFolder: string): string {
  return manifest.jars.map(({ file }) => join(cacheFolder, PART, file)).join(delimiter);
}

function findMaven(): string | undefined {
  const name = process.platform === 'win32' ? 'mvn.cmd' : 'mvn';
  const homes = [process.env['MAVEN_HOME'], process.env['M2_HOME']].filter(Boolean);
  return inPath('mvn') ?? homes.map((home) => join(home ?? '', 'bin', name)).find(isExecutable);
}

/** Paths stand in the file and not on the command line, where Windows would need them quoted. */
function pom(): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>durable-dojo</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <properties>
    <outputDirectory>\${project.basedir}/jars</outputDirectory>
    <includeScope>runtime</includeScope>
  </properties>
  <dependencies>
    <dependency>
      <groupId>${manifest.group}</groupId>
      <artifactId>${manifest.artifact}</artifactId>
      <version>${manifest.version}</version>
    </dependency>
  </dependencies>
</project>
`;
}

function firstError(output: string): string {
  const line = output.split('\n').find((each) => /\[ERROR\]|Error:|ERROR/.test(each));
  return (line ?? output.trim().split('\n').at(-1) ?? '')
    .replace(/^.*?\[ERROR\]\s*/, '')
    .slice(0, 400)
    .trim();
}
