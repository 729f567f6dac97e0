/**
 * Twelve systems, as their teams describe them. For each you decide whether its work belongs into a
 * workflow, and for which reason. Point at a name in `decisions.ts`, and your editor shows the
 * description.
 */
export interface Decisions {
  /**
   * A hospital. A patient goes home: the pharmacy packs the medicine, the transport is ordered, the
   * family doctor gets a letter, and last the bed is given back. These are four systems, and each is
   * down now and then. Today a program calls one after the other, some minutes in all. What was sent
   * stays sent; nothing is ever taken back. If the program stops in between, the rest is missing,
   * and nobody’s screen shows it.
   */
  hospitalDischarge: Decision;

  /**
   * A tax adviser. The return is prepared, and the client must agree to it online; who does not is
   * reminded every week. With the client’s word it is handed in, and about ten days later the tax
   * office replies to an electronic mailbox. Before that word nothing leaves the office. Whoever is
   * late pays a fine.
   */
  taxReturn: Decision;

  /**
   * A prepaid phone. 20 euros are taken from a card by a payment company, and then the network
   * operator adds the credit to the phone. When the operator says no, the money goes back. All of it
   * takes two seconds. If the process dies within them, nothing begins again by itself.
   */
  phoneTopUp: Decision;

  /**
   * A rented water filter. It stays in a kitchen for as long as somebody rents it, mostly for years.
   * Every 90 days a cartridge is due. At any time the customer may pause, move, report a leak or
   * give notice, and what is done next depends on it. Only one other system takes part: the
   * warehouse that sends the cartridges.
   */
  waterFilter: Decision;

  /**
   * An operations team. By night, 40 database servers get a new version. For each: out of the load
   * balancer, make a snapshot, upgrade, test, and back into the load balancer. When the test fails,
   * the snapshot is restored. Half an hour for each; the machine on which the script runs may be
   * replaced at any moment, and a server does not tell how far its upgrade has come.
   */
  databaseUpgrade: Decision;

  /**
   * A wind farm. When a turbine gets too hot, the engineer on call is paged. Whoever does not
   * acknowledge within 15 minutes is passed over, and the next one is paged. It is over when
   * somebody reports the repair, hours or days later. Some ten times a month.
   */
  turbineAlarm: Decision;

  /**
   * The same wind farm. 200 turbines send 400 temperatures a second each, day and night. For each
   * turbine, the mean of every five minutes is stored. A log keeps all temperatures in their order
   * for a week, and whoever reads it can note how far they have come.
   */
  turbineReadings: Decision;

  /**
   * A supermarket chain. Every night the data warehouse computes a sales table from 400 GB of
   * receipts, in forty steps of SQL and five hours. A scheduler starts it at one o’clock. The receipts stay where
   * they are, and computing a table twice gives the same table. When it fails, nobody misses it
   * before seven.
   */
  nightReport: Decision;

  /**
   * A newspaper. Its front page asks nine services for every reader, all at once: headlines,
   * weather, the crossword of the day. It has 200 milliseconds, and leaves out what does not come in
   * time. It writes nothing. Whoever gets no page loads it again.
   */
  frontPage: Decision;

  /**
   * A pharmacy. Its owner changes the opening hours in a form: seven rows of one database. When this
   * does not work, the form says so, and keeps what was typed.
   */
  openingHours: Decision;

  /**
   * An online game. 50,000 players wait for opponents, and a server puts them into matches by their
   * skill, four times a second, in its memory. It writes nothing. When it dies, the players’
   * consoles ask the next server by themselves.
   */
  matchMaking: Decision;

  /**
   * A site for short films. After an upload come a virus scan, a conversion, and the mark “ready” in
   * the catalogue, each with a queue of its own. A worker takes a message, does the work, puts a
   * message into the next queue, and only then removes its own. What is not removed is delivered
   * again. The uploaded file stays, and each of the three may be done twice without harm.
   */
  filmUpload: Decision;
}

export type Decision =
  | 'undecided'
  | { verdict: 'workflow'; because: ReasonFor }
  | { verdict: 'no workflow'; because: ReasonAgainst };

/** Why a workflow. Some systems have more than one reason; one that holds is enough. */
export type ReasonFor =
  /** It has several effects. When it stops between two of them, somebody is left with half. */
  | 'half-done-hurts'
  /** When a later step is refused, earlier ones are undone. */
  | 'undo-on-refusal'
  /** Something is due at a time that is still to come: hours, days or months away. */
  | 'waits-for-time'
  /** It goes on when a person, or somebody outside, has answered. */
  | 'waits-for-somebody'
  /** It lives as long as a thing does, without a last step, and messages change what it does. */
  | 'lives-with-its-thing';

/** What puts it right without a workflow when it fails in the middle. */
export type ReasonAgainst =
  /** One database commits all of what it writes, or nothing. */
  | 'one-commit'
  /** It only answers and writes nothing. Whoever gets no answer asks again. */
  | 'ask-again'
  /** A job with an end, over data that stays. It is simply run again. */
  | 'run-again'
  /** An endless flow, kept in a log. A reader goes back to the place that it noted. */
  | 'place-in-a-log'
  /** One queue hands the work to the next, and delivers it again until it is done. */
  | 'delivered-again';
