/** One person's application for a visa. */
export interface Application {
  id: string;
  /** Names of the papers to translate. */
  papers: string[];
}

/** What the consulate's workflow can ask of the world. */
export interface Consulate {
  register(application: Application): Promise<void>;
  /** New: looks the person up in the security list. */
  checkList(application: Application): Promise<void>;
  interview(application: Application): Promise<void>;
  handOver(application: Application): Promise<void>;
  /** The translator of old. */
  translate(paper: string): Promise<void>;
  /** New: a sworn translator. */
  translateSworn(paper: string): Promise<void>;
}
