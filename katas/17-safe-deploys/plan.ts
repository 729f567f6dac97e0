import type { WaitsFor, WaysBack } from './adoptions.ts';
import type { Changes } from './changes.ts';

/** Which of the six adoptions must have ended before a step is deployed. */
export const waitsFor: WaitsFor = {
  // TODO 3: `adoptions.ts` describes the six. Name those that must, and nobody else: an adoption
  //         takes five weeks, and each one that you wait for keeps the patch in the code.
  adoptStep2: 'undecided',
  adoptStep3: 'undecided',
};

/** What each step may be rolled back to. */
export const waysBack: WaysBack = {
  // TODO 4: a list of the exports that can take over, or an empty one.
  fromStep2: 'undecided',
  fromStep3: 'undecided',
};

/** How each of the five changes is brought out. */
export const ways: Changes = {
  // TODO 6: `changes.ts` describes the changes and the ways.
  reminder: 'undecided',
  importLaw: 'undecided',
  parcels: 'undecided',
  wording: 'undecided',
  doubleCharge: 'undecided',
};
