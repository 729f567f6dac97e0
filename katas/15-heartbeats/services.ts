/** A star, as the archive has it. */
export interface Star {
  id: string;
  magnitude: number;
}

/** What one import came to. */
export interface Report {
  /** How many stars the file has, without those in damaged chunks. */
  stars: number;
  /** The numbers of the chunks that can't be read any more, in ascending order. */
  damaged: number[];
}

/**
 * The services around an import. You don't write these: `createActivities` in `activities.ts` is
 * given them. What they throw is an `Error` whose `name` is the word that you find here.
 */
export interface Services {
  /** The observatory's old star catalogues, on tape. */
  archive: {
    /** How many chunks a file has. The large ones have 10,000. */
    open(request: { file: string }): Promise<{ chunks: number }>;

    /**
     * Reads one chunk; the first has the number 1. Most reads take seconds, but the tape may have
     * to be wound, and then it takes up to five minutes. A read that takes longer than that hangs:
     * no answer will come.
     *
     * Throws `Damaged` when the tape can't be read at this place. It never will be again. Every
     * other error passes.
     */
    read(request: { file: string; chunk: number }): Promise<Star[]>;
  };

  /** The catalogue that everybody looks things up in. */
  catalogue: {
    /**
     * Adds stars. It remembers the names of the batches that it got: one that comes again is
     * answered, and nothing is added. How you name a batch is up to you.
     */
    add(request: { batch: string; stars: Star[] }): Promise<void>;
  };
}
