/** A path with one slash at its end. */
export function slashed(path: string): string {
  return path.replace(/\/?$/, '/');
}
