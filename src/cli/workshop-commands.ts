import type { Command } from 'commander';
import { example, run } from './command.ts';
import { port } from './option-values.ts';

/** What there is for a room: for learners who sit in it, and for who leads it. */
export function addWorkshopCommands(program: Command): void {
  program.commandsGroup('In a workshop:');
  program
    .command('join')
    .argument('<address>', 'the board’s address, from the screen of the room')
    .argument('<code>', 'the room’s code, from there too')
    .description('take a seat in a workshop; your code stays with you')
    .option('--name <name>', 'how the room calls you; a nickname does')
    .addHelpText('after', example('npx dojo join 192.168.1.20:4600 K7QM-3XRD --name Ada'))
    .action(run(async () => (await import('./commands/join.ts')).join));

  program
    .command('ask')
    .argument('[question...]', 'what you want to know')
    .description('raise your hand, and show your answer after agreeing to it')
    .option('--kata <kata>', 'about this kata; the one at hand unless told')
    .option('--down', 'take your hand down')
    .option('--yes', 'agree to what is shown')
    .addHelpText('after', example('npx dojo ask "Why is cancelHotel missing?"'))
    .action(run(async () => (await import('./commands/ask.ts')).ask));

  program
    .command('leave')
    .description('leave a workshop, with a page of what you can do now')
    .option('--forget', 'also have the board delete all that came from you')
    .addHelpText('after', example('npx dojo leave'))
    .action(run(async () => (await import('./commands/leave.ts')).leave));

  program.commandsGroup('To teach and to grade:');
  const workshop = program
    .command('workshop')
    .description('lead a room: a live board of who is stuck, and where')
    .option('--listen <address>', 'let the network in at this address of this machine')
    .option('--port <number>', 'where to listen', port)
    .option('--agenda <agenda>', 'which agenda you will follow, such as half-a-day')
    .option('--title <text>', 'what the workshop is called')
    .option('--kit <folder>', 'serve the offline bundles of this folder to the room')
    .option('--new', 'begin a new room; the one before is set aside')
    .addHelpText(
      'after',
      example('npx dojo workshop', 'npx dojo workshop --listen 192.168.1.20 --agenda half-a-day'),
    )
    .action(run(async () => (await import('./commands/workshop.ts')).workshop));

  workshop
    .command('export')
    .argument('[file]', 'where to write it; the terminal unless told')
    .description('write who did what as CSV')
    .addHelpText('after', example('npx dojo workshop export room.csv'))
    .action(run(async () => (await import('./commands/workshop-papers.ts')).exportRoom));

  workshop
    .command('summary')
    .argument('[folder]', 'where to write it', 'workshop-summary')
    .description('write what was solved and where time went, and a page for each learner')
    .addHelpText('after', example('npx dojo workshop summary'))
    .action(run(async () => (await import('./commands/workshop-papers.ts')).writeSummaries));

  workshop
    .command('forget')
    .description('delete the room, and all that came from its learners')
    .option('--yes', 'without being asked')
    .addHelpText('after', example('npx dojo workshop forget'))
    .action(run(async () => (await import('./commands/workshop-papers.ts')).forgetRoom));
}
