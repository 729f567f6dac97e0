/** Words that a script says in the language of its page: an element of the page carries them. */
export type Words = Readonly<Record<string, string>>;

/** What an element carries, ready to be said. */
export function wordsOn(element: {
  readonly dataset: Readonly<Record<string, string | undefined>>;
}): (key: string, values?: Values) => string {
  const words = JSON.parse(element.dataset['words'] ?? '{}') as Words;
  return (key, values = {}) => fill(words[key] ?? key, values);
}

type Values = Readonly<Record<string, string | number>>;

/** Puts values where a text has their names: `{{count}}`. What has no value stays. */
function fill(text: string, values: Values): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (mark, name: string) => String(values[name] ?? mark));
}
