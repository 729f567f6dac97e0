import type { Attack } from './attacks.ts';
import { HONEST } from './parcel-grader.ts';

/** An answer that does something in place of sending the parcel, where it has all of Node. */
export function inPlaceOfShipping(code: string, result = "'no parcel'"): Attack['files'] {
  return {
    // Once is enough: what fails is not tried again.
    'workflows.ts': (HONEST['workflows.ts'] ?? '').replace(
      "'1 minute',",
      "'1 minute', retry: { maximumAttempts: 1 },",
    ),
    'activities.ts': `// @ts-nocheck
import { createRequire } from 'node:module';
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
export function createActivities(services) {
  return {
    async pay(order) { await services.bank.charge({ order }); },
    async ship(order) {
      ${code}
      return ${result};
    },
  };
}
`,
  };
}

/** Nothing is sent, and the rest is right. */
const NO_PARCEL = 'fail: waits-an-hour';
const NOTHING = 'fail:';
const DOES_NOT_LOAD = 'error: does-not-load';

/** Attacks by code that runs in Node. */
export const IN_ACTIVITIES: readonly Attack[] = [
  {
    name: 'says that it sent the parcel, and did not',
    files: inPlaceOfShipping('', '`parcel of ${order}`'),
    ends: 'fail: waits-an-hour each-order-its-own',
  },
  { name: 'ends its process well', files: inPlaceOfShipping('process.exit(0);'), ends: NOTHING },
  {
    name: 'ends its process while it is loaded',
    files: {
      'activities.ts': '// @ts-nocheck\nprocess.exit(0);\nexport const createActivities = 1;',
    },
    ends: DOES_NOT_LOAD,
  },
  {
    name: 'does not end while it is loaded',
    files: { 'activities.ts': '// @ts-nocheck\nfor (;;);\nexport const createActivities = 1;' },
    ends: DOES_NOT_LOAD,
  },
  { name: 'does not end', files: inPlaceOfShipping('for (;;);'), ends: NOTHING },
  {
    name: 'makes everything equal to everything',
    files: inPlaceOfShipping(
      'Object.is = () => true; Array.prototype.every = () => true; globalThis.expect = () => new Proxy(() => undefined, { get: (_, name, self) => self });',
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'looks for a test runner to change its mind',
    files: inPlaceOfShipping(
      'const worker = globalThis.__vitest_worker__; if (worker) { worker.rpc.onTaskUpdate = async () => undefined; worker.current.fails = true; }',
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'kills whoever is there',
    files: inPlaceOfShipping(
      'for (const pid of [1, process.ppid, -1]) try { process.kill(pid, "SIGKILL"); } catch {}',
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'leaves processes behind',
    files: inPlaceOfShipping(
      'for (let n = 0; n < 20; n += 1) spawn("setsid", ["sleep", "123456"], { detached: true, stdio: "ignore" }).unref();',
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'makes as many processes as it can',
    files: inPlaceOfShipping(
      'for (let n = 0; n < 400; n += 1) spawn("sleep", ["123456"], { detached: true, stdio: "ignore" }).on("error", () => undefined);',
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'fills the heap',
    files: inPlaceOfShipping(
      'const all = []; for (;;) all.push(new Array(1e6).fill(order + all.length));',
    ),
    ends: NOTHING,
  },
  {
    name: 'fills the memory beside the heap',
    files: inPlaceOfShipping('const all = []; for (;;) all.push(Buffer.alloc(1e8, 1));'),
    ends: NOTHING,
  },
  {
    name: 'fills the disk',
    files: inPlaceOfShipping(
      'for (let n = 0; n < 400; n += 1) try { fs.writeFileSync(`/tmp/${n}`, Buffer.alloc(1e6)); } catch {}',
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'opens as many files as it can',
    files: inPlaceOfShipping(
      'for (let n = 0; n < 5000; n += 1) try { fs.openSync("/dev/null"); } catch {}',
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'prints without an end',
    files: inPlaceOfShipping(
      'for (let n = 0; n < 4000; n += 1) fs.writeSync(1, "x".repeat(1e5)); await new Promise((resolve) => setTimeout(resolve, 1000));',
    ),
    ends: NOTHING,
  },
  {
    name: 'prints a grade as others read it',
    files: inPlaceOfShipping(
      'console.log(`::notice title=Autograding report::{"totalPoints":3,"maxPoints":3}`); console.log(`3 passed, 0 failed`);',
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'speaks on the channel itself',
    files: inPlaceOfShipping('fs.writeSync(3, "everything is fine\\n");'),
    ends: NOTHING,
  },
  {
    name: 'asks on the channel as no host does',
    files: inPlaceOfShipping(
      'fs.writeSync(3, JSON.stringify({ t: "q", i: "1", m: "sleep", a: [-1, {}] }) + "\\n");',
    ),
    ends: NOTHING,
  },
  {
    name: 'shouts on the channel',
    files: inPlaceOfShipping(
      'for (let n = 0; n < 700; n += 1) try { fs.writeSync(3, "x".repeat(1e5)); } catch { break; }',
    ),
    ends: NOTHING,
  },
  {
    name: 'says that it has used no time, and goes on for ever',
    files: inPlaceOfShipping('for (;;) fs.writeSync(4, "0\\n");'),
    ends: NOTHING,
  },
  {
    name: 'throws an error that paints, writes from right to left, and is a command',
    files: inPlaceOfShipping(
      'throw new Error("\\u001b[2J\\u202e<script>alert(1)</script>\\n::error::pwned\\n![](http://evil)");',
    ),
    ends: NOTHING,
  },
];
