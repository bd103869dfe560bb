import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");
const folders = ["app", "components", "server", "workers", "prisma", "e2e", "bench", "scripts"];
const skipped = /(^|\/)(generated|node_modules|results|migrations\/\d)/;

function walk(folder: string): string[] {
  if (!existsSync(path.join(root, folder)) || skipped.test(folder)) return [];
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return walk(file);
    return /\.(ts|tsx|mjs|css)$/.test(entry.name) ? [file] : [];
  });
}

const configs = readdirSync(root).filter((name) => /\.config\.(ts|mjs)$/.test(name));
/** The tests of the architecture quote imports that nothing may have. */
const quoting = [
  ...["server/architecture.test.ts", "server/rooms.test.ts", "server/store-free.test.ts"],
  "server/testing/import-graph.ts",
];

/** Every source file of the repository, as a path from its root. */
export const files = [...folders.flatMap(walk), ...configs].filter((file) => !quoting.includes(file));
const textOf = new Map(files.map((file) => [file, readFileSync(path.join(root, file), "utf8")]));

/** The text of a source file; empty for a file that there is not. */
export const read = (file: string): string => textOf.get(file) ?? "";
export const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file) || file.startsWith("server/testing/");

const importPattern =
  /(?:^|[\s;])(?:import|export)\s(type\s)?(?:[^'"`;]*?\sfrom\s*)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;

export type Import = { target: string; ours: boolean; typeOnly: boolean };

const known = new Map<string, Import[]>();

/** The imports of a file: our own targets as paths from the root, packages by their specifiers. */
export function importsOf(file: string): Import[] {
  const found = known.get(file) ?? parseImports(file);
  known.set(file, found);
  return found;
}

function parseImports(file: string): Import[] {
  if (file.endsWith(".css")) return [];
  const code = read(file).replace(/^\s*(\/\/|\*|\/\*).*$/gm, "");
  return [...code.matchAll(importPattern)].map(([, type, from, lazily]) => {
    const specifier = from ?? lazily ?? "";
    const typeOnly = type !== undefined;
    if (specifier.startsWith("#")) return { target: specifier.slice(1), ours: true, typeOnly };
    if (specifier.startsWith(".")) {
      return { target: path.posix.join(path.posix.dirname(file), specifier), ours: true, typeOnly };
    }
    return { target: specifier, ours: false, typeOnly };
  });
}

/** Every file that these files load, directly or not, and they themselves. */
export function reachable(from: readonly string[], follow: (found: Import) => boolean = () => true): Set<string> {
  const seen = new Set<string>();
  const open = [...from];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file) || !textOf.has(file)) continue;
    seen.add(file);
    open.push(
      ...importsOf(file)
        .filter(follow)
        .map(({ target }) => target),
    );
  }
  return seen;
}

/** An import of one of our files by another. */
export type Arrow = { file: string; target: string };

/** Groups of folders that import each other around a circle, each sorted. A folder of SQL is a part of its parent. */
export function folderCycles(arrows: readonly Arrow[]): string[][] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of arrows.map(({ file, target }) => [folderOf(file), folderOf(target)] as const)) {
    if (from !== to) next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  const reach = (start: string): Set<string> => {
    const seen = new Set<string>();
    const open = [...(next.get(start) ?? [])];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      open.push(...(next.get(folder) ?? []));
    }
    return seen;
  };
  const reached = new Map([...next.keys()].map((folder) => [folder, reach(folder)]));
  const circles = [...reached].flatMap(([folder, seen]) =>
    seen.has(folder) ? [[...seen].filter((other) => reached.get(other)?.has(folder)).sort()] : [],
  );
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
}

/** The folder that a file lives in. */
export const folderOf = (file: string): string => path.posix.dirname(file).replace(/\/sql$/, "");
