// It does nothing at all.
export async function lendPainting(): Promise<string> {
  return 'nothing';
}
