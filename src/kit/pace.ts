/** More runs at once than this do not finish sooner on a learner's machine. */
const AT_ONCE = 8;

/**
 * Does the same to every item, some of them at once. All are finished before it returns; when
 * some fail, the failure of the first of them in the list is thrown, so that a check says the
 * same each time.
 */
export async function pace<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void> | void,
): Promise<void> {
  const failures = new Map<number, unknown>();
  let next = 0;
  const walk = async () => {
    while (next < items.length) {
      const index = next++;
      try {
        await work(items[index] as Item);
      } catch (error) {
        failures.set(index, error);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, walk));
  const first = Math.min(...failures.keys());
  if (failures.size > 0) throw failures.get(first);
}
