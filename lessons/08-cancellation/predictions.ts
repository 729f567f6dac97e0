import { event, fate, nextScheduled, type Prediction } from '../../src/recording/prediction.ts';
import raceClear from './recordings/race-clear.json' with { type: 'json' };
import raceClouds from './recordings/race-clouds.json' with { type: 'json' };
import rainInSearch from './recordings/rain-in-search.json' with { type: 'json' };

export const predictions: readonly Prediction[] = [
  {
    run: rainInSearch,
    look: event(rainInSearch, 'ActivityTaskScheduled', 'closeDome'),
    recorded: nextScheduled(rainInSearch, event(rainInSearch, 'WorkflowExecutionCancelRequested')),
    claims: ['expose', 'closeDome', 'none'],
  },
  {
    run: raceClear,
    look: event(raceClear, 'TimerStarted'),
    recorded: fate(raceClear, event(raceClear, 'TimerStarted')),
    claims: ['TimerCanceled', 'TimerFired', 'none'],
  },
  {
    run: raceClouds,
    look: event(raceClouds, 'ActivityTaskScheduled', 'clearSky'),
    recorded: fate(raceClouds, event(raceClouds, 'ActivityTaskScheduled', 'clearSky')),
    claims: ['ActivityTaskCancelRequested', 'ActivityTaskTimedOut', 'none'],
  },
];
