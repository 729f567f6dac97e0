/** Workflows of ours beside an answer's, by which it is asked what it exports. */

type Exports = Readonly<Record<string, unknown>>;

/** What an answer exports, and the workflows that tell of it. */
export function withOwnWorkflows(exports: Exports): Record<string, unknown> {
  return {
    ...exports,
    /** That it returns shows that the answer loads. */
    durableDojoExports: async () => {
      const names = Object.keys(exports);
      const isFunction = (name: string) => typeof exports[name] === 'function';
      return {
        workflows: names.filter(isFunction),
        data: names.filter((name) => !isFunction(name)),
      };
    },
    /** Data that the answer exports, or which part of it is more than data. */
    durableDojoData: async (name: string) => {
      const value = exports[name];
      const found = strangePart(value, name);
      return found ? { kind: 'not-plain', ...found } : { kind: 'data', value };
    },
  };
}

/** The first part of a value that JSON has no word for. */
function strangePart(
  value: unknown,
  path: string,
  within: readonly unknown[] = [],
): { readonly path: string; readonly is: string } | undefined {
  if (value === null || ['string', 'boolean', 'undefined'].includes(typeof value)) return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { path, is: String(value) };
  }
  if (typeof value !== 'object') return { path, is: `a ${typeof value}` };
  const prototype = Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null;
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
    return { path, is: `a ${prototype.constructor?.name || 'class’s object'}` };
  }
  if (within.includes(value)) return { path, is: 'part of itself' };
  for (const [key, part] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    const found = strangePart(part, place, [...within, value]);
    if (found) return found;
  }
  return undefined;
}
