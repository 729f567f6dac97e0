import { line } from './messages.ts';

/** A board's answers are short; who sends more is none. In bytes. */
const ANSWER_AT_MOST = 1_000_000;

/** What the board answered that is not to the purpose. */
export class BoardError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface BoardRequest {
  /** `192.168.1.20:4600` */
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly body?: unknown;
  readonly token?: string | undefined;
  /** How long the board may take, in milliseconds. */
  readonly patience: number;
}

/**
 * Asks a board for something.
 *
 * @throws {BoardError} when it refuses
 * @throws when it is not there, or answers what no board does
 */
export async function askBoard(request: BoardRequest): Promise<unknown> {
  const { host, path, method, body, token, patience } = request;
  const response = await fetch(`http://${host}/${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patience),
    redirect: 'error',
  });
  const said = parsed(await textOf(response));
  if (response.ok) return said;
  const { error } = (said ?? {}) as { error?: unknown };
  const words = typeof error === 'string' ? line(200).safeParse(error).data : undefined;
  throw new BoardError(response.status, words ?? `It answered ${response.status}.`);
}

/** What an answer says, as long as that is not too much. */
async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > ANSWER_AT_MOST) throw new Error('It answers too much.');
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}

/** What a text says as JSON; nothing where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
