import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { FreezerActivities } from './freezer-activities.ts';

const { melt, ring } = proxyActivities<FreezerActivities>({ startToCloseTimeout: '10 minutes' });

export const reading = defineSignal<[{ id: string; celsius: number }]>('reading');
export const defrost = defineUpdate<number>('defrost');
export const scrap = defineSignal('scrap');
export const alarms = defineQuery<number>('alarms');

// region state
export interface Freezer {
  name: string;
  /** For tests: continue when the history has so many events. */
  eventsPerRun?: number;
  // What only a later run is given:
  warm?: boolean;
  alarms?: number;
  defrosts?: number;
  /** The latest readings, by their ids. */
  seen?: string[];
}
// endregion

const REMEMBERED = 20;

/** One freezer, until it is scrapped. Returns how many alarms there were. */
export async function freezer(given: Freezer): Promise<number> {
  const { name, eventsPerRun = Infinity } = given;
  let { warm = false, alarms: count = 0, defrosts = 0, seen = [] } = given;
  let rung = count;
  let scrapped = false;

  // region long
  let long = false;
  const lookAtLength = () => {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    long ||= continueAsNewSuggested || historyLength >= eventsPerRun;
  };
  // endregion

  // region handlers
  setHandler(alarms, () => count);
  setHandler(reading, ({ id, celsius }) => {
    lookAtLength();
    if (seen.includes(id)) return;
    seen = [...seen, id].slice(-REMEMBERED);
    if (!warm && celsius > -15) count += 1;
    warm = celsius > -15;
  });
  setHandler(defrost, async () => {
    lookAtLength();
    await melt(name);
    defrosts += 1;
    return defrosts;
  });
  setHandler(scrap, () => {
    scrapped = true;
  });
  // endregion

  // region life
  for (;;) {
    await condition(() => scrapped || rung < count || long);
    if (rung < count) {
      rung += 1;
      await ring({ freezer: name, key: `alarm-${rung}` });
    } else {
      await condition(allHandlersFinished);
      if (scrapped) return count;
      if (rung === count) break;
    }
  }
  return continueAsNew<typeof freezer>({ ...given, warm, alarms: count, defrosts, seen });
  // endregion
}
