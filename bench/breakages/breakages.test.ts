import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { breakFiles } from "#bench/breakages/break-files.ts";
import { breakages } from "#bench/breakages/index.ts";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

test("there are ten breakages, one to a file, and every file is in the list", () => {
  const files = readdirSync(import.meta.dirname).filter(
    (name) => !name.endsWith(".test.ts") && read(`bench/breakages/${name}`).includes("= defineBreakage({"),
  );
  expect(breakages.map(({ name }) => `${name}.ts`).toSorted()).toEqual(files.toSorted());
  expect(breakages).toHaveLength(10);
});

describe.each(breakages)("the breakage “$title”", ({ edits, caughtBy }) => {
  test("applies: each text that it changes occurs exactly once in its file", () => {
    for (const [file, text] of breakFiles(edits, read)) expect(text).not.toBe(read(file));
  });

  test("has its test", () => {
    expect(read(caughtBy.file)).toContain(`test("${caughtBy.test}"`);
  });
});

test("refuses a text that occurs not at all or twice, with the file", () => {
  const edit = { file: "a.ts", search: "x", replace: "y" };
  expect(() => breakFiles([edit], () => "abc")).toThrow(/a\.ts has this 0 times/);
  expect(() => breakFiles([edit], () => "x or x")).toThrow(/a\.ts has this 2 times/);
  expect(breakFiles([edit, { ...edit, search: "y", replace: "$&" }], () => "(x)")).toEqual(new Map([["a.ts", "($&)"]]));
});
