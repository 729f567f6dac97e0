/** A party that wants beds. Its id is the key that the bank knows its deposit by. */
export interface Booking {
  id: string;
  guest: string;
  beds: number;
}

/** The services around a hut, as its workflow sees them. */
export interface HutActivities {
  /** Puts a hut on the valley's website. Safe to repeat. */
  announce(hut: string): Promise<void>;
  /** Holds a deposit on the guest's card. Asked twice for one booking, it holds one. */
  holdDeposit(booking: Booking): Promise<void>;
}
