/** A run of a kata has some dozens of events. One with this many will not end, unless a check knows. */
export const MAX_EVENTS = 4000;
/** So many runs one after the other are taken for a chain without an end. */
export const MAX_RUNS = 50;
/** So many executions in one tree are taken for one that grows without an end. */
export const MAX_MEMBERS = 500;
