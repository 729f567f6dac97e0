/** A lesson's place in the course, as its folder says; nothing for other pages. */
export function lessonNumber(filePath = ''): number | undefined {
  const [, number] = /(?:^|\/)(\d+)-[^/]+\/index(?:\.[a-z-]+)?\.mdx$/.exec(filePath) ?? [];
  return number === undefined ? undefined : Number(number);
}
