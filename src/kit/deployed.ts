import type { Deployment } from './runtime.ts';

/** Under this name a run carries along, in its memo, when the answer's code is deployed to it. */
export const DEPLOYMENT = 'durableDojoDeployment';

/** What the SDK says of a run that asks for a patch, as far as it matters. */
interface Asked {
  readonly workflowInfo: {
    readonly memo?: Readonly<Record<string, unknown>>;
    readonly historyLength: number;
  };
  readonly patchId: string;
}

/**
 * Whether a patch that a run asks for is there yet. The SDK asks this where it is not replaying;
 * `false` means that `patched()` returns false and leaves no marker, as under code without it.
 */
export function isDeployed({ workflowInfo, patchId }: Asked): boolean {
  const deployment = workflowInfo.memo?.[DEPLOYMENT] as Deployment | undefined;
  if (!deployment || deployment.had?.includes(patchId)) return true;
  return workflowInfo.historyLength > deployment.after;
}
