/** Words as the beginning of a sentence. */
export function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** A slug in words: `Newest first`, of `newest-first`. */
export function spelledOut(slug: string): string {
  return capital(slug.replaceAll('-', ' '));
}

/** Words with a full stop, unless they end with a sign of their own: of a name `Dóra K.`, say. */
export function sentence(words: string): string {
  return /[.?!…]$/.test(words) ? words : `${words}.`;
}
