import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { freePort } from '../../src/server/port.ts';
import { ASTRO, ROOT, astroEnvironment } from './astro.ts';

test('the site can be read while it is written', { timeout: 90_000 }, async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const args = ['dev', '--ignore-lock', '--host', '127.0.0.1', '--port', String(port)];
  const astro = spawn(process.execPath, [ASTRO, ...args], { cwd: ROOT, env: astroEnvironment() });
  const ended = new Promise<void>((resolve) => astro.once('exit', () => resolve()));
  let printed = '';
  for (const stream of [astro.stdout, astro.stderr]) {
    stream.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  }
  try {
    const landing = await firstAnswer(
      url,
      () => astro.exitCode === null,
      () => printed,
    );
    expect(await landing.text()).toContain('Learn durable workflows');
    const lesson = await fetch(`${url}lessons/saga/`);
    expect(await lesson.text()).toContain('id="register-before"');
    expect(printed).not.toMatch(/error|warn/i);
  } finally {
    astro.kill();
    await ended;
  }
});

/** What the server answers as soon as it answers at all. */
async function firstAnswer(
  url: string,
  runs: () => boolean,
  printed: () => string,
): Promise<Response> {
  const until = performance.now() + 60_000;
  while (runs() && performance.now() < until) {
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok) return response;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The site is not served. It printed:\n${printed()}`);
}
