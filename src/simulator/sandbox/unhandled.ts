/** A promise of workflow code was rejected, and nobody looks at it: its workflow task fails. */
export class UnhandledRejectionError extends Error {
  override readonly name = 'UnhandledRejectionError';
  override readonly cause: unknown;

  constructor(message: string, cause: unknown) {
    super(message);
    this.cause = cause;
  }
}
