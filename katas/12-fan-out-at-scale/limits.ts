/** The printing house takes no more letters than this in one order. */
export const LETTERS_PER_ORDER = 100;

/**
 * No history of yours may have more events than this. It stands for Temporal's 51,200, so that ten
 * thousand letters can play the part of millions.
 */
export const EVENTS_PER_HISTORY = 120;
