/** Words as the beginning of a sentence. */
export function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** A slug in words: `Newest first`, of `newest-first`. */
export function spelledOut(slug: string): string {
  return capital(slug.replaceAll('-', ' '));
}
