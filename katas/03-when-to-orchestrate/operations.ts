/**
 * Ten things to be done when patients go home. The hospital has decided for a workflow, one run for
 * each patient. You decide where each of the ten is written: in the code of the workflow, or in an
 * activity that it calls.
 */
export interface Places {
  /** Decide what comes next: no transport before the medicine is packed, and the bed comes last. */
  whatComesNext: Place;

  /** Look up in the ward’s database which beds are free. Nothing is changed. */
  freeBeds: Place;

  /** Wait for the doctor’s signature, but for no more than four hours. */
  signature: Place;

  /** Make the doctor’s letter a PDF, by a library that reads fonts from the disk. */
  letter: Place;

  /** Of three offers for the transport, which were fetched before, pick the cheapest. */
  cheapestOffer: Place;

  /** Order the transport from the company that made the offer. */
  orderTransport: Place;

  /** Keep in mind what was ordered for this patient, to cancel it if the patient has to stay. */
  whatWasOrdered: Place;

  /** Read the fares from a file that the administration edits now and then. */
  fares: Place;

  /** Count today’s discharges of the whole hospital: more than forty need a second driver. */
  dischargesToday: Place;

  /** Let the evening and the night pass: the patient is to be phoned at nine the next morning. */
  nineOClock: Place;
}

export type Place = 'undecided' | 'workflow' | 'activity';
