/** A reserved book that has come in. Its id is the key that the library's services know it by. */
export interface Hold {
  id: string;
  title: string;
  reader: string;
}

/** What the library can do for a reserved book, as the workflow sees it. */
export interface HoldActivities {
  /** Puts the book on the shelf for reserved books; returns its place there. */
  shelve(hold: Hold): Promise<{ place: string }>;

  /** Mails the reader that the book is there, and where. */
  mailReady(hold: Hold, place: string): Promise<void>;

  /** Mails the reader that two days are left. */
  mailReminder(hold: Hold, place: string): Promise<void>;

  /** Gives the book to whoever is next in line. */
  release(hold: Hold, place: string): Promise<void>;
}
