// A process that starts a test server from a program given as JSON, prints its pid, and then does as
// told: `wait` for ever, `leave` by process.exit, `fall` off its end, or `stop` in order on SIGINT.
import process from 'node:process';
import { startServer } from '../../src/server/index.ts';
import type { ServerProgram } from '../../src/server/index.ts';
import { probe } from '../../src/server/probe.ts';

const [program = '{}', then] = process.argv.slice(2);
const server = await startServer(JSON.parse(program) as ServerProgram);
if (then === 'stop') {
  process.once('SIGINT', () => {
    // Long enough for a server that got the signal too to be gone.
    setTimeout(() => {
      void probe('127.0.0.1', Number(server.address.split(':')[1]), 2_000)
        .then((answer) => console.log(answer))
        .then(() => server.stop())
        .then(() => process.exit(0));
    }, 400);
  });
}
console.log(server.pid);
if (then === 'leave') process.exit(0);
if (then !== 'fall') setInterval(() => {}, 1_000);
