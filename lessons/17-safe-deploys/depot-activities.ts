/** What the depot's workflow can ask of the world. */
export interface Depot {
  dismantle(locomotive: string): Promise<void>;
  /** Came with the patch. */
  testBrakes(locomotive: string): Promise<void>;
  testDrive(locomotive: string): Promise<void>;
  handOver(locomotive: string): Promise<void>;
}
