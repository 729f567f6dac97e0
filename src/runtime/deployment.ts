import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import type { Deployment } from '../kit/runtime.ts';

/** Under this name a run carries along when the answer's code is deployed to it. */
const DEPLOYMENT = 'durableDojoDeployment';

export function deploymentMemo(deployment: Deployment): temporal.api.common.v1.IMemo {
  return { fields: { [DEPLOYMENT]: defaultPayloadConverter.toPayload(deployment) } };
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

/** What the SDK says of the run that asks, as far as it matters. */
interface Asked {
  readonly workflowInfo: {
    readonly memo?: Readonly<Record<string, unknown>>;
    readonly historyLength: number;
  };
  readonly patchId: string;
}
