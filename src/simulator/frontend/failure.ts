import { Refused } from '../server/requests.ts';

/** gRPC's numbers of the refusals that clients know. */
const STATUS = {
  'not-found': 5,
  closed: 5,
  'already-started': 6,
  invalid: 3,
} as const satisfies Record<Refused['reason'], number>;

const UNIMPLEMENTED = 12;
const INTERNAL = 13;

/** A request that is not answered, as gRPC tells of it. */
export class CallFailure extends Error {
  /** gRPC's status code. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }

  static of(error: unknown): CallFailure {
    if (error instanceof CallFailure) return error;
    if (error instanceof Refused) return new CallFailure(STATUS[error.reason], error.message);
    return new CallFailure(INTERNAL, error instanceof Error ? error.message : String(error));
  }

  static unknownMethod(name: string): CallFailure {
    return new CallFailure(UNIMPLEMENTED, `The simulator's server has no ${name}.`);
  }

  static invalid(message: string): CallFailure {
    return new CallFailure(STATUS.invalid, message);
  }
}
