/** A journey that a customer ordered. Its id is the key that every supplier knows it by. */
export interface Trip {
  id: string;
  traveller: string;
  city: string;
  from: string;
  nights: number;
}

/**
 * The suppliers of a trip, as the workflow sees them.
 *
 * Booking twice under one trip id books once. Cancelling is safe to repeat, and safe when nothing
 * was ever booked under that id.
 */
export interface TripActivities {
  /** Books a seat; returns the airline's code. */
  bookFlight(trip: Trip): Promise<string>;
  cancelFlight(tripId: string): Promise<void>;

  /** Books a room; returns the hotel's code. */
  bookHotel(trip: Trip): Promise<string>;
  cancelHotel(tripId: string): Promise<void>;

  /** Hires a car; returns the contract's code. */
  bookCar(trip: Trip): Promise<string>;
  cancelCar(tripId: string): Promise<void>;

  /** Mails the codes to the traveller. A mail can't be taken back. */
  mailItinerary(tripId: string, codes: string[]): Promise<void>;
}
