import fc from "fast-check";
import { expect, it } from "vitest";
import { csvLine } from "#server/triage/export/csv-line.ts";

it.each([
  "=1+1",
  "+1-cmd",
  "-2+3",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  " =1",
  "\n=cmd|' /C calc'!A0",
  "＝1",
  "＋1",
  "－1+1",
  "＠x",
])("%j cannot be run by a spreadsheet", (text) => {
  expect(csvLine([text])).toBe(`"'${text}"\r\n`);
});

it("keeps numbers, words and texts with such a sign inside", () => {
  expect(csvLine(["-12.5", 3, "a=b", null, true, { a: [1] }])).toBe('"-12.5","3","a=b","","true","{""a"":[1]}"\r\n');
});

it("is parsed back to the same cells, with quotes, commas and line breaks", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\r", "\n", " ", "é", "=") }).map((text) => `x${text}`);
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells) => {
      expect(parse(csvLine(cells))).toEqual(cells);
    }),
  );
});

/** A CSV parser of its own, character by character. */
function parse(line: string): string[] {
  const cells: string[] = [];
  let rest = line.slice(0, -2);
  while (rest !== "") {
    const [, cell = "", after = ""] = /^"((?:[^"]|"")*)"(?:,|$)([\s\S]*)$/u.exec(rest) ?? [];
    cells.push(cell.replaceAll('""', '"'));
    rest = after;
  }
  return cells;
}
