import { feeFor } from './fee.ts';
import type { Provider } from './provider.ts';

export function createActivities({ contracts, invoices, parcels, lines }: Provider) {
  return {
    // region at-once
    async closeContract(id: string): Promise<void> {
      const contract = await contracts.find(id);
      const fee = feeFor(contract);
      if (fee > 0) await invoices.add(id, fee);
      await parcels.order('box', contract.address); // down for an hour
      await lines.end(id);
    },
    // endregion
  };
}
