// Halves the work until a half is small enough. The leaves tell the root by signals what they did.
import {
  defineQuery,
  defineSignal,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  proxyActivities,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities, Span } from './activities.ts';
import { LETTERS_PER_ORDER } from './limits.ts';
import { collectReturns } from './returns.ts';

export { collectReturns };

export interface Mailing {
  id: string;
  /** Everybody in the register gets a letter: residents 1 to `residents`. */
  residents: number;
  /** So many orders, and no more, may be at the printing house at the same time. */
  ordersAtOnce: number;
}

export interface Outcome {
  /** How many letters were sent. */
  sent: number;
  /** The orders that were refused for good. */
  refused: Span[];
}

/** How many letters were sent so far, as far as the mailing knows. It may lag by a batch. */
export const progress = defineQuery<number>('progress');

const sentMore = defineSignal<[number]>('sentMore');

const { sendLetters } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

const LEAF = 12 * LETTERS_PER_ORDER;

/** What a node of the tree has to do, with so many places at the printing house of its own. */
interface Share extends Span {
  mailing: string;
  root: string;
  places: number;
}

export async function sendMailing({ id, residents, ordersAtOnce }: Mailing): Promise<Outcome> {
  let sent = 0;
  setHandler(progress, () => sent);
  setHandler(sentMore, (letters) => void (sent += letters));
  const root = workflowInfo().workflowId;
  const share = { mailing: id, root, first: 1, last: residents, places: ordersAtOnce };
  const refused = residents > 0 ? await executeChild(sendShare, { args: [share] }) : [];
  await startChild(collectReturns, { args: [id], parentClosePolicy: 'ABANDON' });
  const letters = refused.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return { sent: residents - letters, refused };
}

/** Returns the refused orders. */
export async function sendShare(share: Share): Promise<Span[]> {
  const { first, last, places } = share;
  const orders = Math.ceil((last - first + 1) / LETTERS_PER_ORDER);
  if (orders * LETTERS_PER_ORDER <= LEAF) return sendLeaf(share);
  const middle = first + Math.ceil(orders / 2) * LETTERS_PER_ORDER;
  const left = { ...share, last: middle - 1 };
  const right = { ...share, first: middle };
  if (places === 1) {
    const refused = await executeChild(sendShare, { args: [left] });
    return [...refused, ...(await executeChild(sendShare, { args: [right] }))];
  }
  left.places = Math.ceil(places / 2);
  right.places = Math.floor(places / 2);
  const both = [left, right].map((half) => executeChild(sendShare, { args: [half] }));
  return (await Promise.all(both)).flat();
}

async function sendLeaf({ mailing, root, first, last, places }: Share): Promise<Span[]> {
  const refused: Span[] = [];
  let letters = 0;
  let next = first;
  const lane = async () => {
    while (next <= last) {
      const span = { first: next, last: Math.min(next + LETTERS_PER_ORDER - 1, last) };
      next = span.last + 1;
      try {
        await sendLetters({ mailing, key: `${span.first}`, ...span });
        letters += span.last - span.first + 1;
      } catch (error) {
        if (isCancellation(error)) throw error;
        refused.push(span);
      }
    }
  };
  await Promise.all(Array.from({ length: places }, lane));
  if (letters > 0) await getExternalWorkflowHandle(root).signal(sentMore, letters);
  return refused;
}
