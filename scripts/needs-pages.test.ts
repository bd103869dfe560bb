import { expect, it } from "vitest";
import { needsPages } from "#scripts/needs-pages.ts";

it.each([
  [[], true],
  [["--quick"], true],
  [["P1"], true],
  [["P13", "P1"], true],
  [["P13"], false],
  [["P2", "P13", "--quick"], false],
  [["P13", "--rounds", "3"], false],
  [["--rounds=3", "P13"], false],
  [["--soak-minutes", "1", "--rounds", "3"], true],
  [["--soak-minutes", "1", "P13", "--tiny"], false],
])("of %j: %s", (args, needed) => {
  expect(needsPages(args)).toBe(needed);
});
