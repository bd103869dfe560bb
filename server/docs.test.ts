import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const pages = globSync("**/*.md", {
  cwd: root,
  exclude: (name) => /(^|\/)(node_modules|\.\w+|test-results)(\/|$)/.test(name),
});
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const exists = (file: string) => existsSync(path.join(root, file));

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
const anchorsOf = (page: string) =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => anchorOf(heading));

/** The relative links of a page, as files of the repository. */
function linksOf(page: string) {
  return [...read(page).matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
    ([, target = "", anchor]) => ({
      file: target === "" ? page : path.join(path.dirname(page), target),
      anchor,
    }),
  );
}

describe("documentation", () => {
  it.each(pages)("%s links only to files and headings that exist", (page) => {
    const broken = linksOf(page).filter(
      ({ file, anchor }) => !exists(file) || (anchor !== undefined && !anchorsOf(file).includes(anchor)),
    );
    expect(broken).toEqual([]);
  });

  it.each(pages)("%s names only files and folders that exist", (page) => {
    const named = read(page).matchAll(
      /`((?:app|bench|components|e2e|ops|prisma|scripts|server|workers)\/[\w@.()[\]/-]+)`/g,
    );
    const missing = [...named].filter(([, name = ""]) => !exists(name) && !exists(`${name}.ts`));
    expect(missing.map(([, name]) => name)).toEqual([]);
  });

  it.each(pages.filter((page) => page.startsWith("docs/decisions/")))(
    "%s is a decision of at most 40 lines",
    (page) => {
      const headings = [...read(page).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect(headings).toEqual(["Context", "Decision", "Consequences", "Evidence"]);
      expect(read(page).trimEnd().split("\n").length).toBeLessThanOrEqual(40);
    },
  );

  it("has a test for every row of the guarantees", () => {
    const tables = read("docs/guarantees.md").split(/^## /m).slice(1);
    const faults = tables.flatMap((table) => {
      const rows = table.split("\n").filter((line) => /^\| (?!guarantee|case|rule)/.test(line));
      const linked = rows.map((row) =>
        [...row.matchAll(/\(\.\.\/([^)]+\.(?:test|spec)\.tsx?)\)/g)].map(([, file = ""]) => file),
      );
      const without = rows.filter((_, index) => linked[index]?.length === 0);
      const files = new Set(linked.flat().filter(exists));
      const short = [...files].filter((file) => {
        const tests = read(file).match(/^\s*(?:test|it)(?:\.\w+)*\(/gm)?.length ?? 0;
        return (
          tests === 0 || (/^(Cases|Rules)/.test(table) && tests < linked.flat().filter((one) => one === file).length)
        );
      });
      return [...without, ...short];
    });
    expect(faults).toEqual([]);
  });
});
