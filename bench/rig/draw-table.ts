import type { Figure } from "#bench/rig/judge-figure.ts";

const number = (value: number): string => {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
};

const header = ["id", "what", "ours", "baseline", "ratio", "spread", "reach at least", "aim", "held"];

const cellsOf = (figure: Figure): string[] => [
  figure.id,
  figure.what,
  `${number(figure.ours)} ${figure.unit}`,
  figure.baseline === null ? "–" : `${number(figure.baseline)} ${figure.unit}`,
  figure.ratio === null ? "–" : figure.ratio.toFixed(2),
  figure.rounds === 1 ? "one run" : `${number(figure.spread.from)}–${number(figure.spread.to)}`,
  figure.reach ?? "–",
  figure.aim ?? "–",
  figure.held === null ? "–" : figure.held ? "held" : "MISSED",
];

/** The table as Markdown, its columns aligned for a terminal too. */
export function drawTable(figures: readonly Figure[]): string {
  const rows = [header, ...figures.map(cellsOf)];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body.map(line)].join("\n");
}
