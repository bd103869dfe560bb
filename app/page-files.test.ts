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

// A loading state sends status 200 before the page can respond with 404.
test.each(pages.filter((file) => file.includes("[")))(
  "%s has no loading state above it, so that it can respond with 404",
  (page) => {
    expect(foldersOf(page).filter((folder) => existsSync(path.join(app, folder, "loading.tsx")))).toEqual([]);
  },
);

// An invalid cursor in the URL shows the first page instead of an error.
test.each(pages)("%s validates the cursor of its URL", (page) => {
  const source = readFileSync(path.join(app, page), "utf8");
  // The cursor of the audit log is a plain number.
  if (!/searchParams[\s\S]*\bcursor\b/.test(source) || page.includes("audit")) return;
  expect(source).toContain("pageCursor(");
});
