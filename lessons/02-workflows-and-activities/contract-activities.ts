import type { Provider } from './provider.ts';

// region apart
export function createActivities({ contracts, invoices, parcels, lines }: Provider) {
  return {
    findContract: (id: string) => contracts.find(id),
    bookFee: (id: string, euros: number) => invoices.add(id, euros),
    orderReturnBox: (address: string) => parcels.order('box', address),
    endLine: (id: string) => lines.end(id),
  };
}
// endregion
