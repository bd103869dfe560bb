/** Row with a fixed position. `gone`: no longer in the list; it disappears at the next refresh by the user. */
export type StableRow<Item> = { item: Item; gone: boolean };

type Latest<Item> = {
  items: readonly Item[];
  /** Whether the list continues after this page. */
  more: boolean;
  /** Sort key, descending. */
  keyOf: (item: Item) => string;
};

/**
 * Merges new data into a list without moving a row: shown rows keep their positions, rows below are appended, and new
 * rows above or between are counted in `newCount` until the user shows them.
 */
export function stableRows<Item extends { id: string }>(
  shown: readonly Item[],
  { items, more, keyOf }: Latest<Item>,
): { rows: StableRow<Item>[]; newCount: number } {
  const latest = new Map(items.map((item) => [item.id, item]));
  const known = new Set(shown.map(({ id }) => id));
  const bottom = items.at(-1);
  const lowest = shown.at(-1);
  // Rows pushed past the end of the page by newer ones still exist.
  const isBelow = (item: Item) => more && bottom !== undefined && keyOf(item) < keyOf(bottom);
  const rows = shown.map((item) => {
    const now = latest.get(item.id);
    return { item: now ?? item, gone: now === undefined && !isBelow(item) };
  });
  const unknown = items.filter(({ id }) => !known.has(id));
  const under = unknown.filter((item) => lowest === undefined || keyOf(item) < keyOf(lowest));
  return {
    rows: [...rows, ...under.map((item) => ({ item, gone: false }))],
    newCount: unknown.length - under.length,
  };
}
