/** The order of the recording: three stores, and dear enough for the head. */
export const ORDER = {
  id: 'order-7',
  items: [
    { article: 'beaker', quantity: 4, price: 15, store: 'glass' },
    { article: 'ethanol', quantity: 2, price: 40, store: 'chemicals' },
    { article: 'pipette', quantity: 10, price: 6, store: 'glass' },
    { article: 'enzyme', quantity: 5, price: 240, store: 'cold' },
  ],
};
