export interface Claim {
  id: string;
  invoices: string[];
}

export interface Settlement {
  outcome: 'paid';
  /** In cents. */
  paid: number;
}

/** The claim of all recordings: a burst pipe. */
export const CLAIM: Claim = { id: 'claim-7', invoices: ['plumber', 'floor', 'painter', 'hotel'] };

/** What is payable for each of its invoices, in cents. */
export const PAYABLE: Readonly<Record<string, number>> = {
  plumber: 48_000,
  floor: 130_000,
  painter: 61_500,
  hotel: 22_500,
};
