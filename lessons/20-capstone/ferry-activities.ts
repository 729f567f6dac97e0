/** Something that a ship has ordered. Its id is the key by which everybody ashore knows it. */
export interface PartsOrder {
  id: string;
  /** The depots that have a share in it. */
  depots: string[];
  /** In euros. */
  price: number;
}

/** What the workflows can ask of the people ashore. All of it is safe to repeat. */
export interface Ashore {
  reserveMoney(order: string): Promise<void>;
  releaseMoney(order: string): Promise<void>;
  /** Asks the superintendent by mail; the answer comes as the signal `decide`. */
  askSuperintendent(order: string): Promise<void>;
  /** A depot packs its share of an order, and since Monday the customs papers with it. */
  pack(order: string, depot: string, papers: boolean): Promise<void>;
  unpack(order: string, depot: string): Promise<void>;
  /** Sends the crates to the ship. */
  load(order: string): Promise<void>;
}
