/** A row of a list that keeps its place. `gone`: it is not in the list any more, and leaves when the reader looks again. */
export type StableRow<Item> = { item: Item; gone: boolean };

type Latest<Item> = {
  items: readonly Item[];
  /** Whether the list goes on below its last item, where this page ends. */
  more: boolean;
  /** What the list is sorted by, descending. */
  keyOf: (item: Item) => string;
};

/**
 * The rows of `shown` in their places with their latest contents, what has come in below them, and how many are new above or
 * between them: those wait until they are asked for.
 */
export function stableRows<Item extends { id: string }>(
  shown: readonly Item[],
  { items, more, keyOf }: Latest<Item>,
): { rows: StableRow<Item>[]; news: number } {
  const latest = new Map(items.map((item) => [item.id, item]));
  const known = new Set(shown.map(({ id }) => id));
  const bottom = items.at(-1);
  const lowest = shown.at(-1);
  // What newer ones have pushed below the end of the page is there still, only out of sight.
  const isBelow = (item: Item) => more && bottom !== undefined && keyOf(item) < keyOf(bottom);
  const rows = shown.map((item) => {
    const now = latest.get(item.id);
    return { item: now ?? item, gone: now === undefined && !isBelow(item) };
  });
  const unknown = items.filter(({ id }) => !known.has(id));
  const under = unknown.filter((item) => lowest === undefined || keyOf(item) < keyOf(lowest));
  return {
    rows: [...rows, ...under.map((item) => ({ item, gone: false }))],
    news: unknown.length - under.length,
  };
}
