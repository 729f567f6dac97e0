export { ServerProxy } from './proxy.ts';
export { REASONS, type Reason, type Refusals, type Refused } from './refusal.ts';
