import { Server, ServerCredentials, status, type ServiceDefinition } from '@grpc/grpc-js';
import { protocol } from './protocol.ts';

const SERVICE = 'temporal.api.workflowservice.v1.WorkflowService';
/** The calls that the SDK's client makes for a handle of a workflow or an activity. */
const METHODS = [
  'GetSystemInfo',
  'StartWorkflowExecution',
  'SignalWithStartWorkflowExecution',
  'SignalWorkflowExecution',
  'RequestCancelWorkflowExecution',
  'TerminateWorkflowExecution',
  'DescribeWorkflowExecution',
  'GetWorkflowExecutionHistory',
  'QueryWorkflow',
  'UpdateWorkflowExecution',
  'PollWorkflowExecutionUpdate',
  'RespondActivityTaskCompleted',
  'RespondActivityTaskCompletedById',
  'RespondActivityTaskFailed',
  'RespondActivityTaskFailedById',
  'RespondActivityTaskCanceled',
  'RespondActivityTaskCanceledById',
  'RecordActivityTaskHeartbeat',
  'RecordActivityTaskHeartbeatById',
] as const;

/** A message of the protocol, and its bytes. */
interface Codec {
  decode(bytes: Uint8Array): unknown;
  encode(message: unknown): { finish(): Uint8Array };
}

/** Who answers calls of Temporal's service. */
export interface Frontend {
  /** @throws Error with the `code` that gRPC is to tell */
  call(name: string, request: unknown): Promise<unknown>;
}

/** Temporal's service for clients in other processes, at an address of this machine. */
export class ServiceDoor {
  frontend: Frontend | undefined;
  readonly #server = new Server();
  #address: Promise<string> | undefined;

  /** Where it is; it opens when somebody asks for the first time. */
  get address(): Promise<string> {
    this.#address ??= this.#open();
    return this.#address;
  }

  close(): void {
    this.#server.forceShutdown();
  }

  async #open(): Promise<string> {
    const calls = METHODS.map((name) => [
      name,
      (
        { request }: { request: unknown },
        answer: (error: unknown, message?: unknown) => void,
      ): void => {
        this.#call(name, request).then(
          (message) => answer(null, message),
          (error: unknown) => {
            const { code = status.INTERNAL, message } = error as Error & { code?: number };
            answer({ code, details: message });
          },
        );
      },
    ]);
    this.#server.addService(
      DEFINITION,
      Object.fromEntries(calls) as Parameters<Server['addService']>[1],
    );
    const port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
        if (error) reject(error);
        else resolve(bound);
      });
    });
    return `127.0.0.1:${port}`;
  }

  async #call(name: string, request: unknown): Promise<unknown> {
    if (!this.frontend) throw new Error('Nobody answers here.');
    return this.frontend.call(name, request);
  }
}

const DEFINITION = Object.fromEntries(
  METHODS.map((name) => [
    name,
    {
      path: `/${SERVICE}/${name}`,
      requestStream: false,
      responseStream: false,
      requestSerialize: bytesOf(codec(`${name}Request`)),
      requestDeserialize: (bytes: Buffer) => codec(`${name}Request`).decode(bytes),
      responseSerialize: bytesOf(codec(`${name}Response`)),
      responseDeserialize: (bytes: Buffer) => codec(`${name}Response`).decode(bytes),
    },
  ]),
) as ServiceDefinition;

function codec(message: string): Codec {
  return protocol.workflowservice.v1[message as keyof typeof protocol.workflowservice.v1] as never;
}

function bytesOf(message: Codec): (given: unknown) => Buffer {
  return (given) => Buffer.from(message.encode(given).finish());
}
