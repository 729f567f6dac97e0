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
  /** `usage`: something was asked for that does not exist or makes no sense. */
  readonly kind: 'usage' | 'course';
  /** The line of the file that is wrong, where there is one. */
  readonly line: number | undefined;

  constructor(
    message: string,
    hint: string,
    options: ErrorOptions & { readonly kind?: CourseError['kind']; readonly line?: number } = {},
  ) {
    super(message, options);
    this.hint = hint;
    this.kind = options.kind ?? 'course';
    this.line = options.line;
  }
}
