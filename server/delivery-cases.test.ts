import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const cases = [...read("docs/delivery-cases.md").matchAll(/^\| (?!case|-)(.+?) \| (.+?) \| `(.+?)` \|$/gm)];

test.each(cases.map(([, name, sentence, file]) => ({ name, sentence, file })))(
  "the case “$name” has its test",
  ({ sentence = "", file = "" }) => {
    expect(read(file)).toContain(`"${sentence}"`);
  },
);

test("all cases are read", () => {
  expect(cases.length).toBe(
    read("docs/delivery-cases.md")
      .split("\n")
      .filter((line) => line.startsWith("| ")).length - 1,
  );
});
