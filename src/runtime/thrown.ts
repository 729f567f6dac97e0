import type { ThrownError } from '../kit/runtime.ts';

/** What was thrown, as plain data. */
export function thrown(error: unknown): ThrownError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { name, message, cause } = error;
  const { type } = error as { type?: unknown };
  return {
    type: typeof type === 'string' && type !== '' ? type : name,
    message,
    ...(cause instanceof Error ? { cause: thrown(cause) } : {}),
  };
}
