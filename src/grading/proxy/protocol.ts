// The package is CommonJS whose names Node cannot see: they are all on its default export.
import proto from '@temporalio/proto';
import type { Type } from 'protobufjs/light.js';

/** The server's protocol, as values: enumerations and message codecs. */
export const protocol = proto.temporal.api;
const { workflowservice } = protocol;

/** Where all of the workflow service's methods are found. */
export const SERVICE = '/temporal.api.workflowservice.v1.WorkflowService/';

/** The one namespace that a test server has by itself. */
export const NAMESPACE = 'default';

/** The names of all methods of the workflow service that the SDK knows. */
export const METHODS: ReadonlySet<string> = new Set(
  // Of the service, the types tell only how it is called.
  Object.keys((workflowservice.v1.WorkflowService as unknown as { methods: object }).methods),
);

/** A message of the protocol, as its package declares it. */
export interface Codec<Message> {
  decode(bytes: Uint8Array): Message;
}

/** What a message is made of. The package declares less than it has. */
export function typeOf(codec: Codec<unknown>): Type {
  return codec as unknown as Type;
}
