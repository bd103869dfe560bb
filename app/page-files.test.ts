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

// With a loading state above it, a page sends its first byte, and with it 200, before it knows about a 404.
test.each(pages.filter((file) => file.includes("[")))(
  "%s answers 404 itself: it has no loading state above it",
  (page) => {
    expect(foldersOf(page).filter((folder) => existsSync(path.join(app, folder, "loading.tsx")))).toEqual([]);
  },
);

// A person may edit the address: an invalid cursor leads to the first page, not to a 500.
test.each(pages)("%s reads no cursor from its address as it is", (page) => {
  const source = readFileSync(path.join(app, page), "utf8");
  // The cursor of the audit log is a plain number.
  if (!/searchParams[\s\S]*\bcursor\b/.test(source) || page.includes("audit")) return;
  expect(source).toContain("pageCursor(");
});
