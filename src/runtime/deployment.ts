import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { DEPLOYMENT } from '../kit/deployed.ts';
import type { Deployment } from '../kit/runtime.ts';

/** What a run carries along when the answer's code is deployed to it. */
export function deploymentMemo(deployment: Deployment): temporal.api.common.v1.IMemo {
  return { fields: { [DEPLOYMENT]: defaultPayloadConverter.toPayload(deployment) } };
}
