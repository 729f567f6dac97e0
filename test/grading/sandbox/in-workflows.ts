import type { Attack } from './attacks.ts';

const HEAD = `// @ts-nocheck
import { proxyActivities, sleep, condition, startChild, continueAsNew, workflowInfo } from '@temporalio/workflow';
const { pay, ship } = proxyActivities({ startToCloseTimeout: '1 minute' });
/** The sandbox of workflows keeps honest code honest, and no more. */
const out = globalThis.constructor.constructor('return process')();
const require = out.getBuiltinModule('node:module').createRequire(out.cwd() + '/');
`;

/** An answer whose workflow is this. */
export function workflow(body: string, top = ''): Attack['files'] {
  return {
    'workflows.ts': `${HEAD}${top}\nexport async function sendParcel(order) {\n${body}\n}\n`,
  };
}

const RIGHT = "await pay(order); await sleep('1 hour'); return ship(order);";
const NOTHING = 'fail:';
const DOES_NOT_LOAD = 'error: does-not-load';

/** Attacks by workflow code, inside its sandbox and out of it. */
export const IN_WORKFLOWS: readonly Attack[] = [
  {
    name: 'returns the parcel that nobody sent',
    files: workflow('return `parcel of ${order}`;'),
    ends: 'fail: each-order-its-own',
  },
  {
    name: 'ends the process where it is replayed',
    files: workflow(`if (out.env.TZ !== 'UTC') out.exit(0);\n${RIGHT}`),
    ends: NOTHING,
  },
  {
    name: 'does more where it is replayed',
    files: workflow(`if (out.env.TZ !== 'UTC') await pay(order);\n${RIGHT}`),
    ends: NOTHING,
  },
  {
    name: 'remembers in the process what only its history may tell',
    files: workflow(
      `const known = (out.known ??= new Set());
       await pay(order);
       if (known.has(order)) await sleep('5 minutes');
       known.add(order);
       await sleep('1 hour');
       return ship(order);`,
    ),
    ends: 'fail: money-first each-order-its-own',
  },
  {
    name: 'ends the process',
    files: workflow('out.exit(0);'),
    ends: NOTHING,
  },
  { name: 'does not end', files: workflow('for (;;);'), ends: NOTHING },
  {
    name: 'does not end while it is loaded',
    files: workflow(RIGHT, 'for (;;);'),
    ends: DOES_NOT_LOAD,
  },
  {
    name: 'says what nobody can read while it is loaded',
    files: workflow(
      RIGHT,
      'require("node:fs").writeSync(3, "[".repeat(1e5) + "\\n"); require("node:child_process").execSync("sleep 1");',
    ),
    ends: DOES_NOT_LOAD,
  },
  {
    name: 'continues as new for ever',
    files: workflow('await continueAsNew(order);'),
    ends: NOTHING,
  },
  {
    name: 'waits for what never comes',
    files: workflow('await pay(order); await condition(() => false);'),
    ends: NOTHING,
  },
  {
    name: 'sets timers without an end',
    files: workflow('for (;;) await Promise.all(Array.from({ length: 500 }, () => sleep(1)));'),
    ends: NOTHING,
  },
  {
    name: 'returns a tower of brackets',
    files: workflow(
      `${RIGHT.replace('return ship(order)', 'await ship(order)')}
       let tower = []; for (let n = 0; n < 5000; n += 1) tower = [tower]; return tower;`,
    ),
    ends: NOTHING,
  },
  {
    name: 'fails with causes without an end',
    files: workflow(
      'let error = new Error("deep"); for (let n = 0; n < 3000; n += 1) error = new Error("deep", { cause: error }); await pay(order); throw error;',
    ),
    ends: NOTHING,
  },
];
