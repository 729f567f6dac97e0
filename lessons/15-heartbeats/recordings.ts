import type { ActivityReply } from '../../src/kit/runtime.ts';
import type { Recording } from '../../src/recording/recording.ts';

const args = ['reel-7'];
const scanned: ActivityReply = { kind: 'completed', result: undefined };

export const recordings: readonly Recording[] = [
  {
    file: 'lost-blind',
    title: 'The Worker dies at once, without heartbeats (wrong)',
    about: 'Nobody notices before the eight hours are over.',
    code: 'reel-wrong.ts',
    workflow: 'scanBlindly',
    args,
    perform: ({ attempt }) => (attempt === 1 ? { kind: 'lost' } : scanned),
  },
  {
    file: 'lost',
    title: 'The Worker dies at once, with a heartbeat timeout',
    about: 'A minute without a heartbeat, a second of pause, and the next attempt begins.',
    code: 'reel.ts',
    workflow: 'scanFilm',
    args,
    perform: ({ attempt }) => (attempt === 1 ? { kind: 'lost' } : scanned),
  },
  {
    file: 'silent',
    title: 'An activity of which nobody hears (wrong)',
    about: 'The scanner works, and says nothing. The server can’t tell that from a death.',
    code: 'reel-silent.ts',
    workflow: 'scanFilmSilently',
    args,
    perform: () => ({ kind: 'lost' }),
  },
  {
    file: 'cancelled',
    title: 'Cancelled, and heard',
    about: 'A heartbeat brings the news back. The activity stops, and the run is over.',
    code: 'reel.ts',
    workflow: 'scanFilm',
    args,
    perform: () => ({ kind: 'cancelled' }),
    cancelDuring: 'scanReel',
  },
  {
    file: 'unheard',
    title: 'Cancelled, and not heard (wrong)',
    about: 'The activity scans on to the last frame: it never asks.',
    code: 'reel.ts',
    workflow: 'scanFilm',
    args,
    perform: () => scanned,
    cancelDuring: 'scanReel',
  },
];
