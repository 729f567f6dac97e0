/** Customs and the port, as the workflow sees them. */
export interface CustomsActivities {
  /** Hands the declaration in. Customs answers later, to our webhook. */
  declare(shipment: string): Promise<void>;
  /** Sends a refrigerated truck to the port. */
  sendTruck(shipment: string): Promise<void>;
  /** Has a broker look into it. */
  callBroker(shipment: string, why: string): Promise<void>;
}

export interface ScanActivities {
  /** Has a container scanned, and returns what was seen. */
  scan(container: string): Promise<string>;
}
