import { randomUUID } from 'node:crypto';
import type { Passage, TollServices } from './toll-services.ts';

/** Wrong on purpose: each attempt makes a key of its own. */
export function createRandom({ accounts }: TollServices) {
  return {
    // region random
    async debit({ plate, cents }: Passage): Promise<string> {
      const { receipt } = await accounts.debit({ plate, cents, key: randomUUID() });
      return receipt;
    },
    // endregion
  };
}

/** Wrong on purpose: what was seen may be out of date when it is acted on. */
export function createLooking({ accounts }: TollServices) {
  return {
    // region look
    async debit({ id, plate, cents }: Passage): Promise<string> {
      const debits = await accounts.statement({ plate });
      const known = debits.find(({ passage }) => passage === id);
      if (known) return known.receipt;
      return (await accounts.debit({ plate, cents })).receipt;
    },
    // endregion
  };
}
