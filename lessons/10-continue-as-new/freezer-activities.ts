/** The services around a freezer, as its workflow sees them. */
export interface FreezerActivities {
  /** Rings the engineer on call. Asked twice with one key, it rings once. */
  ring(request: { freezer: string; key: string }): Promise<void>;
  /** Switches the heating of the coils on, and off when the ice is gone. Takes some minutes. */
  melt(freezer: string): Promise<void>;
}
