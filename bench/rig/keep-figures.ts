import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import path from "node:path";
import { drawTable } from "#bench/rig/draw-table.ts";
import type { Figure } from "#bench/rig/judge-figure.ts";

/** A figure with the day and the size of the run that it is from. */
export type KeptFigure = Figure & { date: string; quick: boolean };

/** Merges the figures of a run into the stored ones: same IDs are replaced, the others stay. */
export function mergeFigures(known: readonly KeptFigure[], fresh: readonly KeptFigure[]): KeptFigure[] {
  const ids = new Set(fresh.map(({ id }) => id));
  const number = ({ id }: KeptFigure) => Number(/\d+/.exec(id)?.[0]);
  return [...known.filter(({ id }) => !ids.has(id)), ...fresh].toSorted((a, b) => number(a) - number(b));
}

const root = path.resolve(import.meta.dirname, "../..");
const results = path.join(root, "bench/results");

const readKept = (file: string): KeptFigure[] =>
  existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { figures: KeptFigure[] }).figures : [];

const page = (figures: readonly KeptFigure[]): string => {
  const days = Map.groupBy(figures, ({ date }) => date);
  return [
    "# Speed and memory, against baselines of the same run",
    "",
    "Written by `npm run bench` at full size. Ours and the baseline run in turn (A B A B); the ratio is the median of each",
    "round's own, and the spread is of these. Absolute figures are the machine's: the ratio is the product's.",
    "",
    ...[...days].flatMap(([date, ofDay]) => [
      `${date}, ${availableParallelism()} shared cores, ${Math.max(...ofDay.map(({ rounds }) => rounds))} rounds:`,
      "",
      drawTable(ofDay),
      "",
    ]),
  ].join("\n");
};

/** Stores the figures as JSON; a run at full size also writes docs/proof/bench.md. */
export function keepFigures(figures: readonly Figure[], quick: boolean): void {
  const date = new Date().toISOString().slice(0, 10);
  const fresh = figures.map((figure) => ({ ...figure, date, quick }));
  mkdirSync(results, { recursive: true });
  const latest = path.join(results, "latest.json");
  writeFileSync(latest, `${JSON.stringify({ figures: mergeFigures(readKept(latest), fresh) }, null, 2)}\n`);
  if (quick) return;
  const full = path.join(results, "full.json");
  const kept = mergeFigures(readKept(full), fresh);
  writeFileSync(full, `${JSON.stringify({ figures: kept }, null, 2)}\n`);
  writeFileSync(path.join(root, "docs/proof/bench.md"), page(kept));
}
