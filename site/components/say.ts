type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** Says things in the language of a page: see `site/content/i18n/en.json`. */
export function sayIn({ t }: App.Locals): Say {
  // Astro escapes what it writes, where it is not markup of ours.
  return (key, values = {}) => t(key, { ...values, interpolation: { escapeValue: false } });
}

/**
 * For an element whose script says something (`wordsOn`): the words under these keys, by the part of
 * the key after the dot, with their gaps.
 */
export function carried({ t }: App.Locals, keys: readonly string[]): string {
  const word = (key: string) => t(key, { skipInterpolation: true });
  return JSON.stringify(
    Object.fromEntries(keys.map((key) => [key.replace(/^.*\./, ''), word(key)])),
  );
}
