/** The waves of a quake, as one station felt them. */
export interface Waves {
  station: string;
  /** Seconds after the hour. */
  arrival: number;
  /** In thousandths of a millimeter. */
  amplitude: number;
}

/** What an observatory tells about a quake. */
export interface Assessment {
  /** In any order. */
  waves: Waves[];
  /** Stations that could not be reached within an hour. */
  silent: string[];
}

/**
 * The services of an observatory. You don't write these: `createActivities` in `activities.ts` is
 * given them. Each of them is somewhere else, so a call may fail, and a reply may get lost.
 */
export interface Services {
  stations: {
    /**
     * The seismogram that one station recorded in the hour of a quake: 20,000 characters from an
     * old station, some millions from a new one. It takes minutes where the line is slow, and
     * fails while the line is down.
     */
    download: (request: { quake: string; station: string }) => Promise<string>;
  };
  archive: {
    /** Keeps a text under a key, for a month. What was there under the same key is overwritten. */
    put: (request: { key: string; text: string }) => Promise<void>;

    /** The text that is kept under a key. Fails when there is none. */
    get: (request: { key: string }) => Promise<string>;
  };
  analysis: {
    /**
     * Finds the waves in a whole seismogram. It takes some minutes, and more memory than ordinary
     * Workers have: it works only on those that poll the task queue `heavy`. There are few.
     */
    findWaves: (request: { seismogram: string }) => Promise<Waves>;
  };
  duty: {
    /** Whether the seismologist on duty has confirmed the quake. */
    isConfirmed: (request: { quake: string }) => Promise<boolean>;
  };
  bulletin: {
    /** Publishes the assessment of a quake. Asked twice about one quake, it publishes once. */
    publish: (request: { quake: string } & Assessment) => Promise<void>;
  };
}
