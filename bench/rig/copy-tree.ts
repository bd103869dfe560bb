import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
const parts = ["package.json", "tsconfig.json", "vitest.config.ts", "prisma", "scripts", "server", "workers"];

export type TreeCopy = {
  folder: string;
  read: (file: string) => string;
  write: (file: string, text: string) => void;
};

/** A copy of what the database tests load, with the tree's own packages, in a folder that goes when the process ends. */
export function copyTree(): TreeCopy {
  const folder = mkdtempSync(path.join(tmpdir(), "redeliver-breakages-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const part of parts) cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
  // A folder of links, not a link to the folder: what tools keep in node_modules must not land in the tree's.
  mkdirSync(path.join(folder, "node_modules"));
  for (const name of readdirSync(path.join(root, "node_modules"))) {
    if (name !== ".vite") symlinkSync(path.join(root, "node_modules", name), path.join(folder, "node_modules", name));
  }
  const check = {
    extends: "./tsconfig.json",
    include: ["server/**/*.ts", "workers/**/*.ts", "scripts/template-database.ts"],
  };
  writeFileSync(path.join(folder, "tsconfig.check.json"), JSON.stringify(check));
  return {
    folder,
    read: (file) => readFileSync(path.join(folder, file), "utf8"),
    write: (file, text) => writeFileSync(path.join(folder, file), text),
  };
}
