/**
 * A transcript without what differs from one recording to the next and says nothing: the numbers
 * of events (when two replies race, the server may put a workflow task between them or not) become
 * their ranks, and random ids become equal.
 */
export function steadyTranscript(text: string): string {
  const numbered = /^ {4}[▶ ] +(\d+) {2}\+|\bevent (\d+)/gmu;
  const numbers = [...text.matchAll(numbered)].map((match) => Number(match[1] ?? match[2]));
  const ranks = new Map(
    [...new Set(numbers)]
      .sort((one, other) => one - other)
      .map((number, rank) => [number, rank + 1]),
  );
  return text
    .replace(numbered, (whole, inLine?: string, inText?: string) => {
      const number = inLine ?? inText ?? '';
      return whole.replace(/\s*\d+/, ` #${ranks.get(Number(number))}`);
    })
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '(a random id)');
}
