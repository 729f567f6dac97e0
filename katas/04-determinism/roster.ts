import type { Shift } from './activities.ts';

/** The roster as it stood when this code was built. */
export const ROSTER: readonly Shift[] = [
  { office: 'Osaka', fromHour: 0, toHour: 8 },
  { office: 'Örebro', fromHour: 8, toHour: 16 },
  { office: 'Indianapolis', fromHour: 16, toHour: 24 },
];
