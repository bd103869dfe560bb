import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { hashFiles } from "#scripts/hash-files.ts";
import { scalarScript } from "#server/http/scalar-script.ts";

// `npm run generate`, and the first step of every command: the Prisma client, when its schema has changed, and the script
// of the API reference, which is served from our own origin.
const root = path.resolve(import.meta.dirname, "..");
const stamp = path.join(root, "prisma", "generated", ".made-from");
const hash = hashFiles(root, ["prisma/schema.prisma", "node_modules/prisma/package.json"]);

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== hash) {
  const env = {
    ...process.env,
    // Generating needs no engine, but the CLI downloads one unless it gets a path of any file.
    PRISMA_SCHEMA_ENGINE_BINARY: process.env.PRISMA_SCHEMA_ENGINE_BINARY ?? process.execPath,
    CHECKPOINT_DISABLE: "1",
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
  };
  const prisma = path.join(root, "node_modules", "prisma", "build", "index.js");
  const run = spawnSync(process.execPath, [prisma, "generate"], { cwd: root, env, encoding: "utf8" });
  if (run.status !== 0) {
    console.error(`The Prisma client could not be generated:\n${run.stdout}${run.stderr}`);
    process.exit(1);
  }
  writeFileSync(stamp, hash);
  console.log("✓ The Prisma client is generated");
}

const script = path.join(root, "public", scalarScript);
const source = path.join(root, "node_modules", "@scalar", "api-reference", "dist", "browser", "standalone.js");
if (!existsSync(script) && existsSync(source)) {
  mkdirSync(path.dirname(script), { recursive: true });
  copyFileSync(source, script);
}
