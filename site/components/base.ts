import { slashed } from './slashed.ts';

/** Where the site lies on its server, with a slash at the end. */
export const BASE = slashed(import.meta.env.BASE_URL);
