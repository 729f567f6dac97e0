import { required } from '../../src/kit/services.ts';
import type { Pen } from '../../src/kit/ledger.ts';

/** The activities of a shop whose books tell what really happened. */
export interface Shop {
  reserve(request: { order: string }): Promise<void>;
  release(request: { order: string }): Promise<void>;
  /** Without a key, whoever asks twice pays twice. */
  charge(request: { order: string; key?: string }): Promise<void>;
  refund(request: { order: string }): Promise<void>;
  ship(request: { order: string; gift?: boolean }): Promise<void>;
}

interface Request {
  readonly order: string;
  readonly key?: string;
}

export const shop = {
  reserve({ order }: Request, pen: Pen) {
    pen.once('stock', -1, required(order, 'order'));
  },
  release({ order }: Request, pen: Pen) {
    pen.revert('stock', required(order, 'order'));
  },
  charge({ order, key }: Request, pen: Pen) {
    if (key === undefined) pen.add('card', -40, required(order, 'order'));
    else pen.once('card', -40, key);
  },
  refund({ order }: Request, pen: Pen) {
    pen.revert('card', required(order, 'order'));
  },
  ship({ order }: Request, pen: Pen) {
    pen.once('parcels', 1, required(order, 'order'));
  },
};
