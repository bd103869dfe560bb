import { parseArgs } from "node:util";

/** These need no web application, or only its API, which needs no build. */
const withoutPages = ["P2", "P3", "P6", "P7", "P13", "hang"];

/** Whether the benchmarks that `npm run bench` was asked for need the built web application. */
export function needsPages(args: readonly string[]): boolean {
  // Not strict: bench/measure.ts knows all options. Named here are those with a value, which is no benchmark.
  const options = { rounds: { type: "string" }, "soak-minutes": { type: "string" } } as const;
  const { positionals } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true });
  return positionals.length === 0 || positionals.some((id) => !withoutPages.includes(id));
}
