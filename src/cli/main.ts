import process from 'node:process';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { closest } from 'fastest-levenshtein';
import { CourseError } from '../course/error.ts';
import { EXIT } from './exit.ts';
import { paint } from './paint.ts';

/** Ends with the bootstrap, also when that is killed and can tell nobody. */
process.on('disconnect', () => process.exit(EXIT.infra));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(130));
}

const KATA_AT_HAND = 'which kata; the one at hand last unless told';

const program = new Command('dojo')
  .description('Learn durable workflows with Temporal by breaking them safely.')
  .showHelpAfterError('Type `npx dojo --help` to see what there is.')
  .exitOverride();

/** Runs a command from its own file, which is loaded only now. */
function run<Args extends unknown[]>(load: () => Promise<(...args: Args) => Promise<number>>) {
  return async (...args: Args) => {
    process.exitCode = await (await load())(...args);
  };
}

program
  .command('start', { isDefault: true })
  .argument('[kata]', 'which kata; the first unsolved one unless told')
  .description('bring a kata to your desk, judge it, and judge it again on every save')
  .option('--poll', 'look for changes instead of being told; for network disks')
  .addHelpText('after', example('npx dojo start saga'))
  .action(run(async () => (await import('./commands/start.ts')).start));

program
  .command('check')
  .argument('[kata...]', 'which katas; the first unsolved one unless told')
  .description('judge your answer once')
  .option('--all', 'all katas')
  .option('--json', 'print the verdicts as JSON')
  .addHelpText('after', example('npx dojo check saga'))
  .action(run(async () => (await import('./commands/check.ts')).check));

program
  .command('list')
  .description('all katas, and which of them you have solved')
  .option('--json', 'print them as JSON')
  .action(run(async () => (await import('./commands/list.ts')).list));

program
  .command('hint')
  .argument('[kata]', KATA_AT_HAND)
  .description('open one more hint, when you have tried, and show it')
  .option('--next', 'open the next hint now')
  .option('--all', 'show all open hints in full')
  .addHelpText('after', example('npx dojo hint saga'))
  .action(run(async () => (await import('./commands/hint.ts')).hint));

program
  .command('solution')
  .argument('[kata]', KATA_AT_HAND)
  .description('when your answer has passed: the reference beside it, and other right answers')
  .option('--other <name>', 'this right answer beside yours, instead of the reference')
  .option('--anyway', 'also when your answer has not passed')
  .addHelpText('after', example('npx dojo solution saga'))
  .action(run(async () => (await import('./commands/solution.ts')).solution));

program
  .command('reset')
  .argument('[kata]', KATA_AT_HAND)
  .description('put the starting point in place of your answer, which is kept')
  .option('--undo', 'bring back the answer that was kept last')
  .addHelpText('after', example('npx dojo reset saga', 'npx dojo reset saga --undo'))
  .action(run(async () => (await import('./commands/reset.ts')).reset));

const progress = program
  .command('progress')
  .description('how far you have come; export and import take that along')
  .option('--json', 'print it as JSON')
  .addHelpText('after', example('npx dojo progress', 'npx dojo progress export progress.txt'))
  .action(run(async () => (await import('./commands/progress.ts')).progress));

progress
  .command('export')
  .argument('[file]', 'where to write it; the terminal unless told')
  .description('write your progress as a short text, for another machine or the site')
  .addHelpText('after', example('npx dojo progress export progress.txt'))
  .action(run(async () => (await import('./commands/progress.ts')).exportProgress));

progress
  .command('import')
  .argument('<file>', 'what was exported; - reads what is piped in')
  .description('add what you solved elsewhere; nothing is taken away')
  .addHelpText('after', example('npx dojo progress import progress.txt'))
  .action(run(async () => (await import('./commands/progress.ts')).importProgress));

program
  .command('setup')
  .description('fetch all that is needed later, so that you can go offline')
  .action(run(async () => (await import('./commands/setup.ts')).setup));

program
  .command('doctor')
  .description('say what is there, what is missing, and what to do about it')
  .action(run(async () => (await import('./commands/doctor.ts')).doctor));

program
  .command('test')
  .argument('[filter...]', 'only test files whose path contains one of these')
  .description('run the tests of the course itself')
  .addHelpText('after', example('npm test -- server'))
  .action(run(async () => (await import('./commands/test.ts')).test));

program
  .command('site')
  .description('serve the course’s site on this machine, for reading and writing lessons')
  .option('--port <number>', 'where to listen', port)
  .action(run(async () => (await import('./commands/site.ts')).site));

program
  .command('build')
  .description('build the course’s site into dist/')
  .option('--base <path>', 'the path under which it will be served', '/')
  .addHelpText('after', example('npm run build -- --base /dojo/'))
  .action(run(async () => (await import('./commands/site.ts')).build));

program
  .command('new')
  .argument('<slug>', 'the lesson’s lasting name, such as `saga`')
  .description('for authors: begin a lesson and its kata')
  .option('--title <text>', 'the lesson’s title')
  .option('--number <n>', 'its place in the course; the next free one unless told', place)
  .addHelpText('after', example('npx dojo new retries --title "Retries"'))
  .action(run(async () => (await import('./commands/new.ts')).newLesson));

program
  .command('record')
  .argument('[lesson...]', 'which lessons; all unless told')
  .description('for authors: record again the histories and transcripts that the course shows')
  .action(run(async () => (await import('./commands/record.ts')).record));

program
  .command('bench')
  .description('measure how fast verdicts are on this machine')
  .option('--json <file>', 'also write the figures there')
  .action(run(async () => (await import('./commands/bench.ts')).bench));

function example(...commands: readonly string[]): string {
  return `\n${commands.length > 1 ? 'Examples' : 'Example'}:\n${commands.map((each) => `  ${each}`).join('\n')}`;
}

function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  throw new InvalidArgumentError('A port is a number from 1 to 65535.');
}

function place(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < 100) return number;
  throw new InvalidArgumentError('A place is a number from 1 to 99.');
}

/** A misspelt command is not taken for a kata's name. */
function refuseUnknown(words: readonly string[]): void {
  const [word] = words;
  if (word === undefined || word.startsWith('-')) return;
  const names = [...program.commands.map((command) => command.name()), 'help'];
  if (names.includes(word)) return;
  throw new CourseError(
    `There is no command '${word}'.`,
    `Did you mean \`npx dojo ${closest(word, names)}\`? Type \`npx dojo --help\` to see what there is.`,
    { kind: 'usage' },
  );
}

try {
  const words = process.argv.slice(2);
  refuseUnknown(words);
  await program.parseAsync(words, { from: 'user' });
} catch (error) {
  process.exitCode = report(error);
}
// Whatever is still open belongs to nobody; a command that is done is done.
process.exit();

function report(error: unknown): number {
  // Commander has printed what is wrong, or the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  if (error instanceof CourseError) {
    console.error(`${paint('bad', error.message)}\n${error.hint}`);
    return error.kind === 'usage' ? EXIT.usage : EXIT.infra;
  }
  if (isFullDisk(error)) {
    console.error(
      `${paint('bad', 'The disk is full.')} Nothing of yours is lost: files are written beside the old ones first.\nMake room, then type the same command again.`,
    );
    return EXIT.infra;
  }
  console.error(
    `${paint('bad', 'Something went wrong that should not: this is our fault, not yours.')}\n` +
      `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n` +
      'Type `npx dojo doctor` to see what is there, and please report the lines above.',
  );
  return EXIT.infra;
}

function isFullDisk(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOSPC';
}
