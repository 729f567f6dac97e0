/** What is outside. */
export interface Services {
  bank: {
    /** Takes the money for an order. Asked twice, it takes it twice. */
    charge: (request: { order: string }) => Promise<void>;
  };
  post: {
    /** Sends the parcel of an order, and returns its number. */
    ship: (request: { order: string }) => Promise<{ parcel: string }>;
  };
}
