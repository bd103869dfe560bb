import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type ShortcutName, shortcuts, shortcutsByPlace } from "#components/browser/shortcuts.ts";

const names = Object.keys(shortcuts) as ShortcutName[];

test("every shortcut in the table has a listener", () => {
  const folder = path.resolve(import.meta.dirname, "..");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\./.test(file))
    .map((file) => readFileSync(path.join(folder, file), "utf8"));
  const heard = new Set(
    sources.flatMap((text) => [...text.matchAll(/useShortcut\(\s*"(\w+)"/g)].map(([, name]) => name)),
  );
  expect([...heard].sort()).toEqual([...names].sort());
});

test("every key is unique and listed once in the help", () => {
  expect(new Set(names.map((name) => shortcuts[name].key)).size).toBe(names.length);
  expect(
    shortcutsByPlace()
      .flatMap((place) => place.names)
      .sort(),
  ).toEqual([...names].sort());
});
