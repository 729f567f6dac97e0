/** What does not change while a room is open. Pages and server speak of it. */

/** A kata, as the board speaks of it. */
export interface KataFacts {
  readonly slug: string;
  /** `07-saga` */
  readonly folder: string;
  readonly number: number;
  /** What stands before the colon of the lesson's title: `Saga`. */
  readonly name: string;
  /** What somebody can do who solved it: the lesson's own sentence. */
  readonly aim: string;
  /** Planned minutes of reading and of writing. */
  readonly minutes: { readonly read: number; readonly kata: number };
  readonly checks: readonly {
    readonly id: string;
    readonly promise: string;
    readonly read: string;
  }[];
}

/** An agenda, as the board shows it. */
export interface AgendaFacts {
  readonly id: string;
  readonly name: string;
  readonly sessions: readonly { readonly name: string; readonly parts: readonly PartFacts[] }[];
}

/** A part of an agenda; times are minutes from the beginning of its session. */
export interface PartFacts {
  readonly name: string;
  /** The lesson that it is about. */
  readonly lesson?: string;
  readonly from: number;
  readonly takes: number;
  /** How many minutes can be saved when late, and how; 0 where none can. */
  readonly saves: number;
  readonly how?: string;
}

/** The offline kit, as the pages tell of it. */
export interface KitFacts {
  readonly command: string;
  readonly bundles: readonly { readonly platform: string; readonly print: string }[];
}

/** All that the instructor's pages know beside what changes. */
export interface Facts {
  readonly title: string;
  /** `192.168.1.20:4600`: what learners type. */
  readonly host: string;
  /** A picture of the join page's address, to be photographed. */
  readonly qr: string;
  /** The same of the instructor's own page, which opens it. */
  readonly ownQr: string;
  /** What fetches the course from here, and how checksums of its bundles begin. */
  readonly kit?: KitFacts;
  readonly katas: readonly KataFacts[];
  readonly agendas: readonly AgendaFacts[];
  readonly agenda?: string;
}
