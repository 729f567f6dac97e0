/** How wide to print. */
export function columns(): number {
  return Math.max(40, Math.min(process.stdout.columns ?? 80, 100));
}
