import { required, type ServicesOf } from '#kit';
import type { Activities } from './activities.ts';
import type { Adoption } from './adoptions.ts';
import type { Changes, Way } from './changes.ts';

/** A shelter where everything goes well. */
export const shelter: ServicesOf<Activities> = {
  reserve: noted('reserved'),
  visitHome: noted('visits'),
  handOver: noted('handed over'),
  register: noted('registered'),
  examine: noted('examinations'),
  takeBack: noted('taken back'),
};

function noted(account: string): ServicesOf<Activities>['reserve'] {
  return ({ animal }, pen) => {
    required(animal, 'animal');
    pen.add(account, 1);
  };
}

/** An adoption as it stands: which code recorded it, and which of its two timers is running. */
export interface OpenAdoption {
  readonly history: 'v1' | 'v2' | 'v3';
  readonly timer: 1 | 2;
  readonly story: string;
}

export const ADOPTIONS: Readonly<Record<Adoption, OpenAdoption>> = {
  momo: {
    history: 'v1',
    timer: 2,
    story: 'it began before there were visits, was handed over without one, and is in its 30 days.',
  },
  pepper: {
    history: 'v1',
    timer: 1,
    story: 'it began before there were visits, and is in its 7 days.',
  },
  // Event for event as if it had begun under the code of today.
  rufus: {
    history: 'v2',
    timer: 2,
    story: 'it began before there were visits, was visited later, and is in its 30 days.',
  },
  juno: {
    history: 'v2',
    timer: 2,
    story: 'it was visited under the code of today, and is in its 30 days.',
  },
  kiki: {
    history: 'v2',
    timer: 1,
    story: 'it began under the code of today, and is in its 7 days.',
  },
  zuzu: {
    history: 'v3',
    timer: 2,
    story: 'it was visited under step 2, and is in its 30 days.',
  },
};

type Chosen = Exclude<Way, 'undecided'>;

/** What a reviewer knows of a change. */
export interface Case {
  readonly way: Chosen;
  /** What must be true of it, whatever is done. */
  readonly must: string;
  /** What happens after each other decision. */
  readonly but: Readonly<Partial<Record<Chosen, string>>>;
}

export const REACHES = ['reminder', 'wording', 'doubleCharge'] as const;
export const SPARES = ['importLaw', 'parcels'] as const;

export const CASES = {
  reminder: {
    way: 'patch',
    must: 'Every licence that has not come to its eleventh month is reminded, and none is stopped.',
    but: {
      'just deploy':
        '700 licences are in their last month. Their histories go on where the code now asks for a reminder: all 700 are stuck, on the day of the deployment.',
      'new type':
        '9,000 licences go on as the type that they began as. The first reminder is sent in eleven months.',
      pinned:
        '9,000 licences stay with Workers of April, which must stay up until next spring. None of them is reminded.',
    },
  },
  wording: {
    way: 'just deploy',
    must: 'From tomorrow every letter has the new words, and no code is there without a need.',
    but: {
      patch:
        'The workflow is asked a question, and asks for the same activity after either answer. An activity’s own code is in no history; nothing was to be protected. The question needs two more deployments to be gone.',
      'new type':
        'The workflow’s code is copied without a change, under a second name. All callers are changed. Runs of both types call the same activity, which would have had the new words anyway.',
      pinned:
        'Runs of last winter stay with the Workers of last winter, and so do their activities. They send the old words until the summer.',
    },
  },
  doubleCharge: {
    way: 'patch',
    must: 'None of the 4,000 is charged twice, and the 60 that are past the place go on.',
    but: {
      'just deploy':
        'The mended version goes out, and the 4,000 stay where they are: pinned to the old one. Somebody moves them by hand, with the 60 among them. The 60 have the second charge in their histories, the code does not: they are stuck.',
      'new type':
        'Contracts of tomorrow are right. The 4,000 go on as the old type, and each is charged twice.',
      pinned:
        'A new version is mended, and the 4,000 are pinned to the one with the mistake. That is what pinning promises. Each is charged twice.',
    },
  },
  importLaw: {
    way: 'new type',
    must: 'What has begun ends by the old law, and each law’s code can be read by itself.',
    but: {
      'just deploy':
        'Every import that is open is stuck at its next task: twelve steps don’t replay as three.',
      patch:
        'One function has two kinds of arguments, two sets of queries and two teams. For eighteen months, each change for one law is reviewed for both.',
      pinned:
        'That night’s deployment replaces the old Workers, as every deployment does there. 400 imports wait for a version that no Worker has any more.',
    },
  },
  parcels: {
    way: 'pinned',
    must: 'A parcel ends by the version that it began with, and twenty people need not ask which are open.',
    but: {
      'just deploy':
        'At each of six deployments a day, some hundred parcels are under way. Those that have passed a place that was changed are stuck.',
      patch:
        'Six questions a day, and three deployments to be rid of each: they come faster than they go. All are for runs that are over in four minutes.',
      'new type':
        'Six new types a day, and whoever starts a parcel must learn of each in the same minute.',
    },
  },
} satisfies Readonly<Record<keyof Changes, Case>>;
