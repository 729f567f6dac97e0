import { Judge } from '../../judge/judge.ts';
import { fetchServer, startServer } from '../../server/index.ts';
import { serverCache } from '../dojo.ts';
import { EXIT } from '../exit.ts';
import { paint } from '../paint.ts';
import { ROOT } from '../root.ts';

/** Fetches and prepares everything that is needed later, so that nothing is left to the network. */
export async function setup(): Promise<number> {
  console.log(`${paint('good', '✓')} Packages, and Node ${process.versions.node}`);
  const program = await fetchServer(serverCache(ROOT), (line) => console.log(line));
  console.log(`${paint('good', '✓')} Test server: ${program.describe}`);
  const began = performance.now();
  const server = await startServer(program);
  try {
    // Makes the workflow bundle, and shows that all parts start on this machine.
    const judge = await Judge.open(ROOT, server.address);
    await judge.prepare();
    await judge.close();
  } finally {
    await server.stop();
  }
  const spent = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${paint('good', '✓')} The judge starts (${spent} s)`);
  console.log('\nAll is here; you can go offline. Begin: npm start');
  return EXIT.pass;
}
