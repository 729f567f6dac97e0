import type { Command } from 'commander';
import { example, run } from './command.ts';
import { whole, words } from './option-values.ts';

/** What there is for those who grade. */
export function addGradingCommands(program: Command): void {
  program.commandsGroup('To teach and to grade:');
  program
    .command('grade')
    .argument('[folder...]', 'what was handed in: an answer, a learner’s folder, or one of many')
    .description('grade answers, and write the result as others read it')
    .option(
      '--kata <kata>',
      'grade this kata; may be given again; all that are found unless told',
      words,
    )
    .option('--tier <tier>', 'sealed: in a sandbox; open: without one, for practice', 'sealed')
    .option('--rules <folder>', 'your own: private checks, weights, what is revealed')
    .option('--explain <folder>', 'write what each grade rests on, for learners')
    .option('--format <name>', 'write it down in this way; may be given again', words)
    .option('--out <folder>', 'where to write files; the terminal unless told')
    .option('--schema', 'print the description of the JSON format')
    .addHelpText(
      'after',
      example(
        'npx dojo grade handed-in --kata saga --format csv',
        'npx dojo grade answers --format junit --format markdown --out results',
        'npx dojo grade answers --tier open',
      ),
    )
    .action(run(async () => (await import('./commands/grade.ts')).gradeFolders));

  program
    .command('grade-cohort')
    .argument('[folder...]', 'what was handed in: a folder of learners’ folders')
    .description('grade many learners’ answers; TEMPORAL_ADDRESS names a cluster that helps')
    .option(
      '--kata <kata>',
      'grade this kata; may be given again; all that are found unless told',
      words,
    )
    .option('--tier <tier>', 'sealed: in a sandbox; open: without one, for practice', 'sealed')
    .option('--rules <folder>', 'your own: private checks, weights, what is revealed')
    .option('--book <where>', 'where grades are kept: a file, a folder, or postgres://…')
    .option('--jobs <number>', 'how many answers are judged at once', whole)
    .option('--no-worker', 'only begin and watch; others grade')
    .option('--format <name>', 'write it down in this way; may be given again', words)
    .option('--out <folder>', 'where to write files; the terminal unless told')
    .option('--progress <cohort>', 'how far a cohort is that a cluster works on')
    .option('--pause <cohort>', 'grade no more of a cohort that a cluster works on')
    .option('--resume <cohort>', 'go on with it')
    .option('--cancel <cohort>', 'break it off; grades that were given stay')
    .option('--forget <cohort>', 'delete its answers and grades from the book')
    .addHelpText(
      'after',
      example(
        'npx dojo grade-cohort handed-in --kata saga --format csv --out results',
        'TEMPORAL_ADDRESS=cluster:7233 npx dojo grade-cohort handed-in --book postgres://host/grades',
      ),
    )
    .action(run(async () => (await import('./commands/grade-cohort.ts')).gradeCohort));

  program
    .command('grade-worker')
    .description('grade on this machine too what a cluster has of cohorts')
    .option('--tier <tier>', 'sealed: in a sandbox; open: without one, for practice', 'sealed')
    .option('--rules <folder>', 'the same rules as the cohort’s')
    .option('--book <where>', 'where grades are kept: a file, a folder, or postgres://…')
    .option('--jobs <number>', 'how many answers are judged at once', whole)
    .addHelpText(
      'after',
      example('TEMPORAL_ADDRESS=cluster:7233 npx dojo grade-worker --book postgres://host/grades'),
    )
    .action(run(async () => (await import('./commands/grade-worker.ts')).gradeWorker));
}
