import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const table = read("docs/replay-rules.md");
const rules = [...table.matchAll(/^\| (?!rule|-)(.+?) \| .+? \| (.+?) \| `(.+?)` \|$/gm)];

test.each(rules.map(([, rule, sentence, file]) => ({ rule, sentence, file })))(
  "the rule “$rule” has its test",
  ({ sentence = "", file = "" }) => {
    expect(read(file)).toContain(`"${sentence}"`);
  },
);

test("all rules are read", () => {
  expect(rules.length).toBe(table.split("\n").filter((line) => line.startsWith("| ")).length - 1);
});
