import { readdirSync } from "node:fs";
import path from "node:path";

/** Every page under `app/` as the path of its route, such as `/ops/dead-letters/[id]`. Groups are no part of it. */
export function findPages(app = path.resolve(import.meta.dirname, "../../../app")): string[] {
  const files = readdirSync(app, { recursive: true, encoding: "utf8" });
  const pages = files
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => path.dirname(file).split(path.sep));
  return pages.map((segments) => `/${segments.filter((one) => one !== "." && !one.startsWith("(")).join("/")}`).sort();
}
