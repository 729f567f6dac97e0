/** What both sides of the board keep to. Its pages read this too, so it imports nothing. */

/** How long the words may be that people type. */
export const NAME_LENGTH = 40;
export const TITLE_LENGTH = 120;
export const WORDS_LENGTH = 500;
/** A stream says at least so often that it is there, in milliseconds … */
export const BEAT_MS = 15_000;
/** … and who has not heard it for so long, asks anew: a network may be gone without a word. */
export const SILENCE_MS = 40_000;
/** What a raised hand may show: so many files of so many letters, and a run. */
export const FILES = 12;
export const FILE_LENGTH = 100_000;
export const SHOWN_LENGTH = 150_000;
/** So many events a seat may send at once. */
export const EVENTS_AT_ONCE = 100;
