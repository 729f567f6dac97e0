/**
 * @caughtBy safe-deploys/changes-reach-who-they-must
 * Whatever is changed is put behind a patch, to be safe.
 */
import type { WaitsFor, WaysBack } from './adoptions.ts';
import type { Changes } from './changes.ts';

/** Which of the six adoptions must have ended before a step is deployed. */
export const waitsFor: WaitsFor = {
  // Has passed the place without a marker.
  adoptStep2: ['momo'],
  // Have a marker that is not deprecated.
  adoptStep3: ['rufus', 'juno'],
};

/** What each step may be rolled back to. */
export const waysBack: WaysBack = {
  fromStep2: ['adopt'],
  // No marker at all: to adopt, that is an adoption without a visit.
  fromStep3: ['adoptStep2'],
};

/** How each of the five changes is brought out. */
export const ways: Changes = {
  reminder: 'patch',
  importLaw: 'patch',
  parcels: 'patch',
  wording: 'patch',
  doubleCharge: 'patch',
};
