/** What a shelf's check came to. */
export interface Report {
  /** How many books were read. */
  read: number;
  /** The books whose pictures have changed since they were scanned. */
  damaged: string[];
}

export interface ArchiveActivities {
  /** Reads the scanned books of one box, a few hundred, and compares them with their checksums. */
  readBox(box: string): Promise<Report>;
}
