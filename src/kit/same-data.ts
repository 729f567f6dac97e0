/** Whether two values are the same as JSON. The order in which an object's fields come says nothing. */
export function sameData(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, fieldInOrder) === JSON.stringify(other, fieldInOrder);
}

/** An object with its fields in the order of their names. */
export function inOrder(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function fieldInOrder(_: string, value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? inOrder(value) : value;
}
