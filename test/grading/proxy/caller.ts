import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { protocol, SERVICE, typeOf, type Codec } from '../../../src/grading/proxy/protocol.ts';

/** Any client of gRPC: what it sends is made of plain objects, or of bytes. */
export class Caller {
  readonly #client: Client;

  /** @param address `host:port`, or `unix:` and a path */
  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure(), {
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
    });
  }

  /** Calls a method of the workflow service; rejects with the status that comes back. */
  async call(method: string, request: object = {}, patience?: number): Promise<object> {
    const bytes = encoded(method, request);
    return codec(`${method}Response`).decode(await this.send(SERVICE + method, bytes, patience));
  }

  /** Calls any method with any bytes. */
  send(path: string, bytes: Uint8Array, patience = 15_000): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(
        path,
        (message: Uint8Array) => Buffer.from(message),
        (message: Buffer) => message,
        bytes,
        new Metadata(),
        { deadline: Date.now() + patience },
        (error: ServiceError | null, answer) => {
          if (error || !answer) reject(error ?? new Error('no answer'));
          else resolve(answer);
        },
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}

/** A request of the workflow service as bytes, in the default namespace unless it says another. */
export function encoded(method: string, request: object): Uint8Array {
  const type = typeOf(codec(`${method}Request`));
  const namespace = type.fields['namespace'] ? { namespace: 'default' } : {};
  return type.encode({ ...namespace, ...request }).finish();
}

function codec(name: string): Codec<object> {
  const codecs: Record<string, unknown> = { ...protocol.workflowservice.v1 };
  return codecs[name] as Codec<object>;
}
