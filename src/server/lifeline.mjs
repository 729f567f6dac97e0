// Ends a test server when the process that started it is gone, however that came about: our input
// is a pipe from that process, and the system closes it when the process ends, also by `kill -9`.
// Plain JavaScript, because it starts along with every server.
import { spawnSync } from 'node:child_process';
import process from 'node:process';

let text = '';

function end() {
  const pid = Number.parseInt(text, 10);
  if (!(pid > 1)) process.exit(0);
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
  } else {
    for (const target of [-pid, pid]) {
      try {
        process.kill(target, 'SIGKILL');
      } catch {
        // Gone already.
      }
    }
  }
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdin.setEncoding('utf8');
process.stdin.on('data', (part) => {
  text += part;
});
process.stdin.on('end', end);
process.stdin.on('error', end);
