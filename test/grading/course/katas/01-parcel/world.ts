import { required, type ServicesOf } from '#kit';
import type { Services } from './services.ts';

export const world: ServicesOf<Services> = {
  bank: {
    charge({ order }, pen) {
      pen.add(`charged for ${required(order, 'order')}`, 1);
    },
  },
  post: {
    ship({ order }, pen) {
      pen.add(`shipped for ${required(order, 'order')}`, 1);
      return { parcel: `parcel of ${order}` };
    },
  },
};
