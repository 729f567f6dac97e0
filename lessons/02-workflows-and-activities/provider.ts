/** A customer's contract for one broadband line. */
export interface Contract {
  id: string;
  address: string;
  /** Months for which the customer is still bound. */
  monthsLeft: number;
  /** Days for which the line stays open after the customer has given notice. */
  noticeDays: number;
}

/** What a broadband provider has: services, each somewhere else. */
export interface Provider {
  contracts: { find(id: string): Promise<Contract> };
  /** Books whenever it is asked. */
  invoices: { add(contract: string, euros: number): Promise<void> };
  parcels: { order(what: string, address: string): Promise<void> };
  lines: { end(contract: string): Promise<void> };
}
