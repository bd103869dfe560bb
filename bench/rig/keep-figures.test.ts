import { expect, test } from "vitest";
import { drawTable } from "#bench/rig/draw-table.ts";
import { judgeFigure } from "#bench/rig/judge-figure.ts";
import { mergeFigures } from "#bench/rig/keep-figures.ts";

const goal = { of: "ratio", atLeast: 0.6, aim: "0.9" } as const;
const kept = (id: string, ours: number, date: string) => ({
  ...judgeFigure({ id, what: "relay", unit: "/s", ours: [ours], baseline: [1_000], goal }),
  ...{ date, quick: false },
});

test("a run replaces its own figures and keeps the others with their day", () => {
  const merged = mergeFigures(
    [kept("P1", 1, "a"), kept("P11 again", 2, "a")],
    [kept("P2", 3, "b"), kept("P1", 4, "b")],
  );
  expect(merged.map(({ id, ours, date }) => [id, ours, date])).toEqual([
    ["P1", 4, "b"],
    ["P2", 3, "b"],
    ["P11 again", 2, "a"],
  ]);
});

test("the table says held or missed, with the ratio", () => {
  const [, , held, missed] = drawTable([kept("P2", 600, "a"), kept("P3", 599, "a")]).split("\n");
  expect(held).toMatch(/^\| P2 +\| relay \| 600 \/s \| 1,000 \/s +\| 0\.60 .*\| held +\|$/);
  expect(missed).toMatch(/\| 0\.60 .*\| MISSED \|$/);
});
