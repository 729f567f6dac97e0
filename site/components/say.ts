type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** Says things in the language of a page: see `site/content/i18n/en.json`. */
export function sayIn({ t }: App.Locals): Say {
  // Astro escapes what it writes, where it is not markup of ours.
  return (key, values = {}) => t(key, { ...values, interpolation: { escapeValue: false } });
}
