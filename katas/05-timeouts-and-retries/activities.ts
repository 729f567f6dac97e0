/** What a ward of the hospital needs. */
export interface Order {
  /** The key by which both wholesalers know the order. */
  id: string;
  medicine: string;
  packs: number;
}

/**
 * The two wholesalers, as your workflow sees them. You don't write these: in this kata the world
 * around your workflow answers them, and keeps a list of every call.
 *
 * An order that comes twice under one id is delivered once. A call is answered within 10 seconds,
 * or never.
 *
 * A wholesaler that does not confirm says why, by the `type` of an `ApplicationFailure`:
 *
 * - `Unavailable`: it is down or overloaded. That passes.
 * - `TooManyRequests`: it was called too soon. Between two calls it wants 30 seconds of quiet.
 * - `OutOfStock`: it does not have this medicine, and will not have it today.
 * - `InvalidOrder`: the order itself is wrong. Every wholesaler would say so.
 *
 * None of them is marked: the wholesalers' client knows nothing of Temporal, so to the server each
 * of these errors looks like one that is worth another attempt.
 */
export interface Activities {
  /** Orders at the wholesaler that the hospital has a contract with. */
  orderFromMain(order: Order): Promise<{ confirmation: string }>;

  /** Orders at the other one. It is dearer, and knows nothing of orders at the first. */
  orderFromReserve(order: Order): Promise<{ confirmation: string }>;
}
