import { Client, Metadata, credentials, status, type ServiceError } from '@grpc/grpc-js';
import type { Failed } from './call.ts';
import { ANSWER_MS, MESSAGE_BYTES, RESPONSE_BYTES } from './limits.ts';
import { SERVICE } from './protocol.ts';

/** In which metadata a server tells more about why a call came to nothing. */
const MORE = 'grpc-status-details-bin';
/** The test server (1.38) lists all that it knows in some errors, after these words. */
const LISTING = ' Known executions:';
const LONGEST_DETAILS = 1000;

/** A call that the server has not done. */
export class CallFailed extends Error {
  readonly failed: Failed;

  constructor(failed: Failed) {
    super(failed.details);
    this.failed = failed;
  }
}

/** The way to the test server. It takes bytes and gives bytes. */
export class Upstream {
  readonly #client: Client;

  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure(), {
      'grpc.max_send_message_length': MESSAGE_BYTES,
      'grpc.max_receive_message_length': RESPONSE_BYTES,
      // The Worker tries again by itself.
      'grpc.enable_retries': 0,
      'grpc.enable_http_proxy': 0,
      // Else it would be shared with whoever in this process speaks to the same server.
      'grpc.use_local_subchannel_pool': 1,
    });
  }

  /**
   * Calls a method of the workflow service. None of the sandbox's own metadata goes along.
   *
   * @throws CallFailed
   */
  async call(
    method: string,
    request: Uint8Array,
    {
      patience = ANSWER_MS,
      until,
    }: { readonly patience: number | undefined; readonly until: AbortSignal },
  ): Promise<Uint8Array> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const call = this.#client.makeUnaryRequest(
      SERVICE + method,
      (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      (bytes: Buffer) => bytes,
      request,
      new Metadata(),
      { deadline: Date.now() + Math.min(patience, ANSWER_MS) },
      (error, response) => {
        if (error || !response) reject(new CallFailed(failure(error)));
        else resolve(response);
      },
    );
    const cancel = () => call.cancel();
    if (until.aborted) cancel();
    until.addEventListener('abort', cancel);
    try {
      return await promise;
    } finally {
      until.removeEventListener('abort', cancel);
    }
  }

  /** Ends all calls. */
  close(): void {
    this.#client.close();
  }
}

function failure(error: ServiceError | null): Failed {
  if (!error) return { code: status.INTERNAL, details: 'No answer.' };
  const [told = ''] = error.details.split(LISTING);
  const [more] = error.metadata?.get(MORE) ?? [];
  return {
    code: error.code,
    details: told.slice(0, LONGEST_DETAILS),
    more: Buffer.isBuffer(more) ? more : undefined,
  };
}
