import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const app = import.meta.dirname;
const pages = readdirSync(app, { recursive: true, encoding: "utf8" }).filter(
  (file) => path.basename(file) === "page.tsx",
);
const foldersOf = (file: string): string[] => {
  const segments = path.dirname(file).split(path.sep);
  return ["", ...segments.map((_, index) => segments.slice(0, index + 1).join(path.sep))];
};

// Above a loading state the first byte, and with it 200, is sent before a page knows that nothing is there.
test.each(pages.filter((file) => file.includes("[")))(
  "%s answers 404 itself: no loading state stands above it",
  (page) => {
    expect(foldersOf(page).filter((folder) => existsSync(path.join(app, folder, "loading.tsx")))).toEqual([]);
  },
);

// The address is a person's: what no list made is the first page, not an error of 500.
test.each(pages)("%s reads no cursor from its address as it is", (page) => {
  const source = readFileSync(path.join(app, page), "utf8");
  // The audit has a number for a cursor and reads it by its digits.
  if (!/searchParams[\s\S]*\bcursor\b/.test(source) || page.includes("audit")) return;
  expect(source).toContain("pageCursor(");
});
