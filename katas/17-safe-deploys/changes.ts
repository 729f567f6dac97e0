/** Five changes, as their teams describe them. For each you decide how it is brought out. */
export interface Changes {
  /**
   * A town's dog licences. A run is one licence and lasts a year; 9,000 are open, of every age. From
   * May on, a reminder is sent after eleven months, also for licences that were given out long ago.
   * One step is added, and nothing else changes.
   */
  reminder: Way;

  /**
   * The import of animals. A new law leaves three of the twelve steps. It takes other arguments and
   * answers other queries, and another team has written it. What has begun ends by the old law, and
   * that takes up to eighteen months. The Workers are on two machines; a deployment replaces
   * whatever runs there.
   */
  importLaw: Way;

  /**
   * A shop's parcels. A run takes four minutes. Twenty people change its steps, and bring out six
   * versions a day. Each version gets Workers of its own, beside those that are there, and Workers
   * stay for an hour when nothing new comes to them. What has begun may end as it began.
   */
  parcels: Way;

  /**
   * The letters of a clinic. A workflow waits for months and then has a letter sent, by an activity
   * that fills in a template. The template gets new words. From tomorrow on every letter has them,
   * whenever its run began. The workflow's code stays as it is.
   */
  wording: Way;

  /**
   * Boarding for horses. Contracts run for two years, and each is pinned to the version that it
   * began under. In the last month the cleaning is charged twice: a mistake in the workflow's code.
   * 60 contracts are past that place, and 4,000 are on their way to it. They must not be charged
   * twice.
   */
  doubleCharge: Way;
}

export type Way =
  | 'undecided'
  /** The new code takes the place of the old, with no question in it. */
  | 'just deploy'
  /** The new code asks `patched`, and open runs are executed by it; pinned ones are moved to it. */
  | 'patch'
  /** A second workflow type beside the first, and new runs are started as that. */
  | 'new type'
  /** Each run stays with Workers of the version that it began under. */
  | 'pinned';
