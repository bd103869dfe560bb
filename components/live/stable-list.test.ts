import { expect, test } from "vitest";
import { stableRows } from "#components/live/stable-list.ts";

type Item = { id: string; text?: string };
const items = (ids: string): Item[] => [...ids].map((id) => ({ id }));
/** Items in descending alphabetical order. */
const hold = (shown: string, latest: string, more = false) => {
  const { rows, newCount } = stableRows(items(shown), { items: items(latest), more, keyOf: ({ id }) => id });
  return { rows: rows.map(({ item, gone }) => (gone ? `(${item.id})` : item.id)).join(""), newCount };
};

test("new rows above or between wait, and no row moves", () => {
  expect(hold("fb", "hgfdb")).toEqual({ rows: "fb", newCount: 3 });
});

test("a removed row keeps its place as gone", () => {
  expect(hold("fdb", "fb")).toEqual({ rows: "f(d)b", newCount: 0 });
  expect(hold("fdb", "")).toEqual({ rows: "(f)(d)(b)", newCount: 0 });
});

test("rows from the next page are appended", () => {
  expect(hold("fed", "fdcb")).toEqual({ rows: "f(e)dcb", newCount: 0 });
});

test("rows pushed off the page by newer ones are not gone", () => {
  expect(hold("fdb", "hgf", true)).toEqual({ rows: "fdb", newCount: 2 });
  expect(hold("fdb", "hgd", true)).toEqual({ rows: "(f)db", newCount: 2 });
});

test("rows show their latest data", () => {
  const latest = [{ id: "a", text: "new" }];
  const { rows } = stableRows([{ id: "a", text: "dead" }], { items: latest, more: false, keyOf: ({ id }) => id });
  expect(rows).toEqual([{ item: latest[0], gone: false }]);
});
