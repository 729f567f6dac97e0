// A process of its own: has the SDK download its test server into the folder given as argument, and
// start it once. Ends with 0, or with 1 and the reason as the last line of its output.
import process from 'node:process';
import { TestWorkflowEnvironment } from '@temporalio/testing';

// Our input closes when the process that wants the download ends; then nobody needs it.
process.stdin.resume().once('end', () => {
  if (process.platform !== 'win32') process.kill(-process.pid, 'SIGKILL');
  process.exit(1);
});

try {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: {
      executable: { type: 'cached-download', downloadDir: process.argv[2] ?? '.', ttl: '10y' },
    },
  });
  await environment.teardown();
  process.exit(0);
} catch (cause) {
  const message = cause instanceof Error ? cause.message : String(cause);
  // The SDK repeats itself, innermost reason last.
  console.error(message.replaceAll('\n', ' '));
  process.exit(1);
}
