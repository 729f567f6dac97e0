import { Refusal, required, type Run, type ServicesOf } from '#kit';
import type { Activities } from './activities.ts';

/** The services around the order, each with its books: stock, card, parcels, mails. */
export const shop: ServicesOf<Activities> = {
  reserveStock({ orderId, quantity }, pen) {
    pen.once('stock', -required(quantity, 'quantity'), required(orderId, 'orderId'));
  },
  releaseStock({ orderId }, pen) {
    pen.revert('stock', required(orderId, 'orderId'));
  },
  addStock({ quantity }, pen) {
    pen.add('stock', required(quantity, 'quantity'));
  },
  chargeCard({ orderId, amount }, pen) {
    pen.once('card', -required(amount, 'amount'), required(orderId, 'orderId'));
    return { receipt: `receipt-${orderId}` };
  },
  refundOrder({ orderId }, pen) {
    pen.revert('card', required(orderId, 'orderId'));
  },
  refundReceipt({ receipt }, pen) {
    if (!receipt?.startsWith('receipt-')) {
      throw new Refusal('UnknownReceipt', `the bank knows no receipt '${receipt}'`);
    }
    pen.revert('card', receipt.slice('receipt-'.length));
  },
  shipOrder({ orderId, address }, pen) {
    required(address, 'address');
    pen.once('parcels', 1, required(orderId, 'orderId'));
    return { tracking: `parcel-${orderId}` };
  },
  cancelShipment({ orderId }, pen) {
    pen.revert('parcels', required(orderId, 'orderId'));
  },
  sendConfirmation({ orderId, email }, pen) {
    required(email, 'email');
    pen.once('mails', 1, required(orderId, 'orderId'));
  },
};

/** The steps up to the point of no return, with their books and whatever undoes them. */
export const STEPS = [
  { name: 'reserveStock', account: 'stock', undos: ['releaseStock', 'addStock'] },
  { name: 'chargeCard', account: 'card', undos: ['refundOrder', 'refundReceipt'] },
  { name: 'shipOrder', account: 'parcels', undos: ['cancelShipment'] },
] as const;

export const STEP_NAMES = STEPS.map(({ name }) => name);
export const UNDO_NAMES = STEPS.flatMap(({ undos }) => [...undos]);

/** The step that an undo belongs to. */
export function stepUndoneBy(undo: string) {
  return STEPS.find(({ undos }) => (undos as readonly string[]).includes(undo));
}

/** What stands in a step's books at the end, in words; undefined when they balance. */
export function leftOver(run: Run, account: string): string | undefined {
  const balance = run.ledger.balance(account);
  if (balance === 0) return undefined;
  switch (account) {
    case 'stock':
      return balance < 0
        ? `${-balance} pieces are still set aside`
        : `the shelf holds ${balance} pieces more than there are`;
    case 'card':
      return balance < 0
        ? `the card is still charged ${-balance} euros`
        : `the customer got back ${balance} euros too many`;
    default:
      return balance > 0 ? 'the parcel is on its way' : 'a parcel was called back twice';
  }
}

/** Everything that stands in the books up to the point of no return, in words. */
export function allLeftOver(run: Run): string[] {
  return STEPS.flatMap(({ account }) => leftOver(run, account) ?? []);
}

/** Whether the books show a whole order: reserved, charged and shipped. */
export function isWholeOrder(run: Run): boolean {
  return STEPS.every(({ account }) => run.ledger.balance(account) === BOOKED[account]);
}

export const order = {
  id: 'order-7',
  sku: 'kettle',
  quantity: 2,
  amount: 40,
  address: 'Harbour Street 1',
  email: 'customer@example.org',
};

const BOOKED = { stock: -order.quantity, card: -order.amount, parcels: 1 } as const;
