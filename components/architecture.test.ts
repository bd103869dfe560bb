import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const mostFiles = 25;

const entries = readdirSync(path.join(root, "components"), { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile())
  .map((entry) => path.posix.join(path.relative(root, entry.parentPath), entry.name));
const sources = files.filter((file) => /\.tsx?$/.test(file) && file !== "components/architecture.test.ts");

type Import = { file: string; target: string };

const imports: Import[] = sources.flatMap((file) => {
  const code = readFileSync(path.join(root, file), "utf8");
  const specifiers = code.matchAll(/(?:from\s+|import\(\s*|import\s+)"([#.][^"]+)"/g);
  return [...specifiers].map(([, specifier = ""]) => ({
    file,
    target: specifier.startsWith("#") ? specifier.slice(1) : path.posix.join(path.posix.dirname(file), specifier),
  }));
});

/** Folders that each folder of components imports from. */
const graph = new Map<string, Set<string>>();
for (const { file, target } of imports) {
  const [from, to] = [path.posix.dirname(file), path.posix.dirname(target)];
  if (from !== to && to.startsWith("components")) graph.set(from, (graph.get(from) ?? new Set()).add(to));
}

/** First cycle that a depth-first search finds, as a path of folders. */
function findCycle(): string[] | null {
  const done = new Set<string>();
  const visit = (folder: string, trail: readonly string[]): string[] | null => {
    if (trail.includes(folder)) return [...trail.slice(trail.indexOf(folder)), folder];
    if (done.has(folder)) return null;
    for (const next of graph.get(folder) ?? []) {
      const cycle = visit(next, [...trail, folder]);
      if (cycle) return cycle;
    }
    done.add(folder);
    return null;
  };
  for (const folder of graph.keys()) {
    const cycle = visit(folder, []);
    if (cycle) return cycle;
  }
  return null;
}

test("folders of components form no import cycle", () => {
  expect(graph.size).toBeGreaterThan(20);
  expect(findCycle()).toBeNull();
});

test("top-level folders of components do not import each other", () => {
  const areaOf = (folder: string) => folder.split("/")[1] ?? "";
  const arrows = new Set(
    [...graph].flatMap(([from, targets]) => [...targets].map((to) => `${areaOf(from)} ${areaOf(to)}`)),
  );
  const mutual = [...arrows].filter((arrow) => {
    const [from, to] = arrow.split(" ");
    return from !== to && arrows.has(`${to} ${from}`);
  });
  expect(mutual).toEqual([]);
});

test(`folders of components have at most ${mostFiles} files`, () => {
  const counts = Object.groupBy(files, (file) => path.posix.dirname(file));
  const large = Object.entries(counts).filter(([, within]) => (within?.length ?? 0) > mostFiles);
  expect(large.map(([folder]) => folder)).toEqual([]);
});

test("components import components, contracts and message definitions only", () => {
  const allowed = /^(components\/|server\/contracts\/|server\/\w+\/messages\/|server\/modules\.messages\.ts$)/;
  const ofTests = /^(server\/testing\/)/;
  const wrong = imports.filter(
    ({ file, target }) => !allowed.test(target) && !(/\.test\.tsx?$/.test(file) && ofTests.test(target)),
  );
  expect(wrong).toEqual([]);
});

test("the console and the store do not import each other", () => {
  const other = { console: "components/store/", store: "components/console/" };
  const wrong = imports.filter(({ file, target }) =>
    Object.entries(other).some(
      ([area, excluded]) => file.startsWith(`components/${area}/`) && target.startsWith(excluded),
    ),
  );
  expect(wrong).toEqual([]);
});
