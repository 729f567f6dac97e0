/**
 * What surrounds an animal of the shelter, as your workflows see it. You don't write these: in this
 * kata the world around your workflows answers them, and keeps a ledger of every effect.
 */
export interface Activities {
  /** Keeps an animal for somebody. */
  reserve(request: { animal: string }): Promise<void>;

  /** Has somebody look at the new home. Came with the patch. */
  visitHome(request: { animal: string }): Promise<void>;

  /** The animal leaves the shelter. */
  handOver(request: { animal: string }): Promise<void>;

  /** Writes the new owner into the register. */
  register(request: { animal: string }): Promise<void>;

  /** The vet examines the animal. */
  examine(request: { animal: string }): Promise<void>;

  /** The animal comes back to the shelter. */
  takeBack(request: { animal: string }): Promise<void>;
}
