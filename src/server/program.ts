/** How to get at a test server: a command that starts one, or the address of one that runs. */
export interface ServerProgram {
  readonly kind: 'executable' | 'java' | 'running';
  /** Where it was found; `cache` also when an earlier fetch put it there. */
  readonly from: 'environment' | 'cache' | 'sdk' | 'maven';
  /** What to start; absent for `running`. */
  readonly command?: string;
  /** Arguments before the port. */
  readonly args?: string[];
  /** The same start without the class-data archive, for the day the archive does not work. */
  readonly plainArgs?: string[];
  /** `host:port`, for `running`. */
  readonly address?: string;
  /** One line for people: what it is and where it is from. */
  readonly describe: string;
}

/** What came of one way to get a server: the server, or one sentence on why this way is closed. */
export type Attempt =
  { readonly program: ServerProgram } | { readonly program?: never; readonly problem: string };

/** Takes one line of progress, to show to a person. */
export type Progress = (line: string) => void;

/** Bytes as people read them: `38.2 MB`. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** A span of time as people read it: `2.9 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`;
}
