/** What the dentists' workflow asks of the world. */
export interface Recall {
  /** Sends the letter that invites to a check-up. */
  invite(patient: string): Promise<void>;
  /** Puts the patient on the list of people to be phoned. */
  callByPhone(patient: string): Promise<void>;
}
