import type { Attack } from './attacks.ts';
import { inPlaceOfShipping } from './in-activities.ts';
import { workflow } from './in-workflows.ts';

/** Nothing is sent, and the rest is right. */
const NO_PARCEL = 'fail: waits-an-hour';
const NOTHING = 'fail:';
const DOES_NOT_LOAD = 'error: does-not-load';

/** Code that writes a whole line on the channel, however long it is. */
function says(line: string): string {
  return `const line = Buffer.from(${line} + "\\n");
    for (let at = 0; at < line.length; ) try { at += fs.writeSync(3, line, at); } catch {}
    await new Promise((resolve) => setTimeout(resolve, 2000));`;
}

/** Code that changes what the host replies: the replies with `field`, by code that may change `reply`. */
function forges(field: string, code: string): string {
  return `const { stringify } = JSON;
    JSON.stringify = (reply, ...rest) => {
      if (reply?.t === 's' && reply.r?.${field}) { ${code} }
      return stringify(reply, ...rest);
    };`;
}

/** The right workflow, beside activities whose file begins like this. */
const atLoad = (code: string) => ({
  'activities.ts': `// @ts-nocheck\n${code}\nexport const createActivities = () => ({ async pay() {}, async ship() {} });\n`,
});

/** Attacks on the judge's own process: what it reads, and how much of it. */
export const IN_PROCESS: readonly Attack[] = [
  { name: 'says nothing at all', files: inPlaceOfShipping(says('"null"')), ends: NOTHING },
  {
    name: 'calls by a name that is none',
    files: inPlaceOfShipping(says(`'{"t":"q","i":"1","m":{"toString":5}}'`)),
    ends: NOTHING,
  },
  {
    name: 'says a million things at once',
    files: inPlaceOfShipping(says('"[" + "[],".repeat(1e6) + "[]]"')),
    ends: NOTHING,
  },
  {
    name: 'replies with an error of which nobody can tell',
    files: inPlaceOfShipping(
      forges('kind', 'delete reply.r; reply.e = { toString: 5, valueOf: 5 };'),
    ),
    ends: NOTHING,
  },
  {
    name: 'replies that the call has failed',
    files: inPlaceOfShipping(
      forges('kind', 'delete reply.r; reply.e = { $dojo: "error", value: { message: "not I" } };'),
    ),
    ends: NOTHING,
  },
  {
    name: 'replies with a result that is none',
    files: inPlaceOfShipping(forges('kind', 'reply.r.payload = Buffer.from([128, 129, 130]);')),
    ends: NOTHING,
  },
  {
    name: 'exports a name of twenty million signs',
    files: atLoad(forges('activities', 'reply.r.exported = ["x".repeat(2e7)];')),
    ends: DOES_NOT_LOAD,
  },
  {
    name: 'calls a service ten thousand times at once',
    files: inPlaceOfShipping(
      'await Promise.all(Array.from({ length: 10000 }, () => services.bank.charge({ order })));',
    ),
    ends: NOTHING,
  },
  {
    name: 'asks a service for what has no text',
    files: inPlaceOfShipping(
      'try { await services.post.ship({ order: { toString: 5, valueOf: 5 } }); } catch {}',
    ),
    ends: NO_PARCEL,
  },
  {
    name: 'prints a word of sixty thousand signs',
    files: inPlaceOfShipping('console.log("x".repeat(6e4));'),
    ends: NO_PARCEL,
  },
  {
    name: 'throws a word of a million signs',
    files: workflow('throw new TypeError("x".repeat(1e6));'),
    ends: NOTHING,
  },
  {
    name: 'keeps megabytes in its history',
    files: {
      ...inPlaceOfShipping('', '"x".repeat(1.9e6)'),
      ...workflow('for (let n = 0; n < 4; n += 1) await ship(order); return ship(order);'),
    },
    ends: NOTHING,
  },
];
