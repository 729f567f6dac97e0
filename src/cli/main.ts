import process from 'node:process';
import { Command, CommanderError, Option } from 'commander';
import { CourseError } from '../course/error.ts';
import { example, run } from './command.ts';
import { commandNamed } from './command-name.ts';
import { diskTrouble } from './disk-trouble.ts';
import { addGradingCommands } from './grading-commands.ts';
import { isSeenTo } from './end-request.ts';
import { EXIT } from './exit.ts';
import { paint } from './paint.ts';
import { place, platforms, port, someEvents, whole } from './option-values.ts';
import { ROOT } from './root.ts';
import { addWorkshopCommands } from './workshop-commands.ts';

/** Ends with the bootstrap, also when that is killed and can tell nobody. */
process.on('disconnect', () => process.exit(EXIT.infra));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => isSeenTo() || process.exit(130));
}

const NEEDED = 'To have all that is needed:';
const KATA_AT_HAND = 'which kata; the one at hand last unless told';

const program = new Command('dojo')
  .description('Learn durable workflows with Temporal by breaking them safely.')
  .showHelpAfterError('Type `npx dojo --help` to see what there is.')
  .addHelpText(
    'after',
    `
Names may be shortened where they stay clear, and a kata goes by its number too:
  npx dojo check saga
  npx dojo ch 7`,
  )
  .addHelpCommand(
    new Command('help')
      .argument('[command]')
      .description('how a command is used, with an example')
      .helpGroup(NEEDED),
  )
  .configureHelp({ subcommandTerm: (command) => nameAndArguments(command) })
  .exitOverride();

program.commandsGroup('To solve katas:');
program
  .command('start', { isDefault: true })
  .argument('[kata]', 'which kata; unless told, the one at hand or the next to solve')
  .description('bring a kata to your desk, and judge it on every save')
  .option('--poll', 'look for changes instead of being told; for network disks')
  .addHelpText('after', example('npx dojo start saga'))
  .action(run(async () => (await import('./commands/start.ts')).start));

program
  .command('check')
  .argument('[kata...]', 'which katas; unless told, the one at hand or the next to solve')
  .description('judge your answer once')
  .option('--all', 'all katas')
  .option('--fast', 'on a simulator, without the test server; what passes does not count yet')
  .option('--json', 'print the verdicts as JSON')
  .addHelpText(
    'after',
    example('npx dojo check saga', 'npx dojo check 7 8', 'npx dojo check --all --json'),
  )
  .action(run(async () => (await import('./commands/check.ts')).check));

program
  .command('list')
  .description('all katas, and which of them you have solved')
  .option('--json', 'print them as JSON')
  .addHelpText('after', example('npx dojo list'))
  .action(run(async () => (await import('./commands/list.ts')).list));

program
  .command('hint')
  .argument('[kata]', KATA_AT_HAND)
  .description('open the next hint, one after each try')
  .option('--next', 'open the next hint now')
  .option('--all', 'show all open hints in full')
  .addHelpText('after', example('npx dojo hint saga'))
  .action(run(async () => (await import('./commands/hint.ts')).hint));

program
  .command('history')
  .argument('[kata]', KATA_AT_HAND)
  .description('draw the run of the last verdict or chaos, event by event')
  .option('--all', 'fold nothing away')
  .option('--html <file>', 'write the drawing as a page instead')
  .option('--svg <file>', 'write the drawing as a picture instead')
  .option('--json', 'print what is drawn as JSON')
  .option('--no-pager', 'print it all at once, also where it is taller than the terminal')
  .addHelpText('after', example('npx dojo history saga', 'npx dojo history saga --html saga.html'))
  .action(run(async () => (await import('./commands/history.ts')).history));

program
  .command('solution')
  .argument('[kata]', KATA_AT_HAND)
  .description('after a pass: the reference beside your answer')
  .option('--other <name>', 'this right answer beside yours, instead of the reference')
  .option('--anyway', 'also when your answer has not passed')
  .addHelpText('after', example('npx dojo solution saga'))
  .action(run(async () => (await import('./commands/solution.ts')).solution));

program
  .command('reset')
  .argument('[kata]', KATA_AT_HAND)
  .description('begin anew; what you wrote is kept')
  .option('--undo', 'bring back the answer that was kept last')
  .addHelpText('after', example('npx dojo reset saga', 'npx dojo reset saga --undo'))
  .action(run(async () => (await import('./commands/reset.ts')).reset));

program
  .command('chaos')
  .argument('[kata]', KATA_AT_HAND)
  .description('run your answer while its Worker is really killed, and see it recover')
  .option('--seed <number>', 'kill at the same moments as another time', whole)
  .option('--kills <number>', 'how often at most', whole)
  .option('--at <event>', 'kill at this event of the history; may be given again', someEvents)
  .addHelpText('after', example('npx dojo chaos saga', 'npx dojo chaos saga --at 5 --at 17'))
  .action(run(async () => (await import('./commands/chaos.ts')).chaos));

const progress = program
  .command('progress')
  .description('how far you have come, to see and to take along')
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

program.commandsGroup(NEEDED);
program
  .command('setup')
  .description('fetch all that is needed later, to go offline')
  .option(
    '--offline-bundle <file>',
    'also pack it all, for machines without a network; kit/ for a kit',
  )
  .option('--platform <name>', 'pack for this kind of machine; may be given again', platforms)
  .addHelpText(
    'after',
    example(
      'npx dojo setup',
      'npx dojo setup --offline-bundle dojo.tar --platform linux-x64 --platform darwin-arm64',
      'npx dojo setup --offline-bundle kit/ --platform linux-x64 --platform win32-x64',
    ),
  )
  .action(run(async () => (await import('./commands/setup.ts')).setup));

program
  .command('doctor')
  .description('what is there, what is missing, what to do about it')
  .option('--workshop', 'also what a workshop needs on the machine of who teaches')
  .option('--kit <folder>', 'check the offline bundles in it')
  .option('--collect <path...>', 'who is ready, by reports of learners: a folder, or files')
  .option('--json', 'print it as JSON')
  .addHelpText(
    'after',
    example(
      'npx dojo doctor',
      'npx dojo doctor --json > report.json',
      'npx dojo doctor --workshop --kit kit',
      'npx dojo doctor --collect reports',
    ),
  )
  .action(run(async () => (await import('./commands/doctor.ts')).doctor));

addWorkshopCommands(program);
addGradingCommands(program);

program.commandsGroup('To read:');
program
  .command('site')
  .description('serve the lessons as a site on this machine')
  .option('--port <number>', 'where to listen', port)
  .addHelpText('after', example('npm run site'))
  .action(run(async () => (await import('./commands/site.ts')).site));

program
  .command('build')
  .description('build the site into dist/')
  .option('--base <path>', 'the path under which it will be served', '/')
  .addHelpText('after', example('npm run build -- --base /dojo/'))
  .action(run(async () => (await import('./commands/site.ts')).build));

program.commandsGroup('To write lessons, and the course itself:');
program
  .command('new')
  .argument('<slug>', 'the lesson’s lasting name, such as `saga`')
  .description('begin a lesson and its kata')
  .option('--title <text>', 'the lesson’s title')
  .option('--number <n>', 'its place in the course; the next free one unless told', place)
  .addHelpText('after', example('npx dojo new retries --title "Retries"'))
  .action(run(async () => (await import('./commands/new.ts')).newLesson));

program
  .command('record')
  .argument('[lesson...]', 'which lessons; all unless told')
  .description('record again what the course shows of real runs')
  .addHelpText('after', example('npx dojo record saga'))
  .action(run(async () => (await import('./commands/record.ts')).record));

program
  .command('test')
  .argument('[filter...]', 'only test files whose path contains one of these')
  .description('run the tests of the course itself')
  .addHelpText('after', example('npm test -- server'))
  .action(run(async () => (await import('./commands/test.ts')).test));

/** What is measured in place of verdicts: one at a time. */
const INSTEAD = {
  site: 'the built site',
  workshop: 'the live board with 200 learners',
  simulator: 'how the simulator differs from the official server',
  grade: 'grading, by both tiers',
  cohort: 'what a cohort costs beside its grading',
};

const bench = program
  .command('bench')
  .description('measure how fast verdicts and grades are here, or what the built site weighs')
  .option('--json <file>', 'also write the figures there');
for (const [name, what] of Object.entries(INSTEAD)) {
  const others = [...Object.keys(INSTEAD), 'sweep'].filter((other) => other !== name);
  bench.addOption(new Option(`--${name}`, `measure instead ${what}`).conflicts(others));
}
bench
  .option('--sweep', 'measure the sweep of all right and wrong answers too')
  .addHelpText('after', example('npm run bench'))
  .action(run(async () => (await import('./commands/bench.ts')).bench));

/** `check [kata...]`; that a command has options, its own help says. */
function nameAndArguments(command: Command): string {
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [command.name(), ...words].join(' ');
}

/** The words with the whole names of commands. A misspelt one is not taken for a kata's. */
async function understood(words: readonly string[], of: Command = program): Promise<string[]> {
  const [word, ...rest] = words;
  if (word === undefined || word.startsWith('-') || of.commands.length === 0) return [...words];
  const names = [...of.commands.map((command) => command.name()), 'help'];
  const name = await commandNamed(ROOT, of === program ? '' : of.name(), names, word);
  if (name === 'help') return [...(await understood(rest, of)), '--help'];
  const command = of.commands.find((each) => each.name() === name);
  return [name, ...(command ? await understood(rest, command) : rest)];
}

try {
  const words = await understood(process.argv.slice(2));
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
  const trouble = diskTrouble(error);
  if (trouble !== undefined) {
    console.error(
      `${paint('bad', trouble)} Nothing of yours was changed.\nMake room or give leave, then type the same command again.`,
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
