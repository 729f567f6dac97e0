// A list of stages; each asks for its own patch when its turn comes.
import { patched, proxyActivities, sleep } from '@temporalio/workflow';
import type { Activities } from './activities.ts';

export interface Claim {
  id: string;
  /** Their ids. */
  invoices: string[];
}

export interface Settlement {
  outcome: 'paid' | 'under investigation';
  /** In cents; 0 while it is under investigation. */
  paid: number;
}

const {
  assignAssessor,
  assessInvoice,
  sendDecision,
  screenClaim,
  openInvestigation,
  payOut,
  closeClaim,
} = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

interface State {
  claim: Claim;
  amount: number;
  settled?: Settlement;
}

type Stage = (state: State) => Promise<void>;

const stages: Stage[] = [
  async ({ claim }) => {
    await assignAssessor({ claimId: claim.id });
  },
  async (state) => {
    // Read when this stage begins, and by each invoice from here.
    const assess = patched('prices-of-2026') ? byTheNewList : byTheOldList;
    state.amount = await state.claim.invoices.reduce(
      async (total, invoice) => (await total) + (await assess(state.claim.id, invoice)),
      Promise.resolve(0),
    );
  },
  async ({ claim, amount }) => {
    if (patched('decision-letter')) await sendDecision({ claimId: claim.id, amount });
  },
  async () => {
    await sleep('14 days');
  },
  async (state) => {
    if (!patched('fraud-screening')) return;
    const { claim, amount } = state;
    const { suspicious } = await screenClaim({ claimId: claim.id, amount });
    if (!suspicious) return;
    await openInvestigation({ claimId: claim.id });
    state.settled = { outcome: 'under investigation', paid: 0 };
  },
  async (state) => {
    const { claim, amount } = state;
    await payOut({ claimId: claim.id, amount });
    await closeClaim({ claimId: claim.id });
    state.settled = { outcome: 'paid', paid: amount };
  },
];

export async function settleClaim(claim: Claim): Promise<Settlement> {
  const state: State = { claim, amount: 0 };
  for (const stage of stages) {
    await stage(state);
    if (state.settled) return state.settled;
  }
  throw new Error('The last stage settles every claim.');
}

async function byTheNewList(claimId: string, invoice: string): Promise<number> {
  return (await assessInvoice({ claimId, invoice, prices: '2026' })).payable;
}

async function byTheOldList(claimId: string, invoice: string): Promise<number> {
  return (await assessInvoice({ claimId, invoice })).payable;
}
