/**
 * An error that a person can act on: what is wrong, and what to do next.
 *
 * Everything that is not a bug of ours is thrown as this class. The command line prints
 * `message`, then `hint`, and never a stack.
 */
export class CourseError extends Error {
  override readonly name = 'CourseError';
  /** The next thing to type or to change. */
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}
