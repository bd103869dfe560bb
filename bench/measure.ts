import { parseArgs } from "node:util";
import { benchHangingMail } from "#bench/hanging-mail.ts";
import { benchIntake } from "#bench/p1-intake.ts";
import { benchIntakeThroughNext } from "#bench/p1b-intake-next.ts";
import { benchRelay } from "#bench/p2-relay.ts";
import { benchDeliver } from "#bench/p3-deliver.ts";
import { benchLatency } from "#bench/p5-latency.ts";
import { benchTriage } from "#bench/p6-triage.ts";
import { benchDashboard } from "#bench/p7-dashboard.ts";
import { benchBulkReplay } from "#bench/p8-bulk-replay.ts";
import { benchViewers } from "#bench/p9-viewers.ts";
import { benchStart } from "#bench/p11-start.ts";
import { benchRest } from "#bench/p12-rest.ts";
import { benchDrain } from "#bench/p13-drain.ts";
import type { Benchmark, Run } from "#bench/rig/benchmark.ts";
import { drawTable } from "#bench/rig/draw-table.ts";
import { type Figure, judgeFigure } from "#bench/rig/judge-figure.ts";
import { keepFigures } from "#bench/rig/keep-figures.ts";
import { log } from "#server/platform/telemetry/log.ts";

// `npm run bench` (scripts/bench.ts starts PostgreSQL): runs the chosen benchmarks, then prints one table.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    admin: { type: "string", default: "" },
    app: { type: "string", default: "" },
    log: { type: "string", default: "" },
    quick: { type: "boolean", default: false },
    tiny: { type: "boolean", default: false },
    rounds: { type: "string" },
    "soak-minutes": { type: "string" },
  },
});
const benchmarks: Record<string, Benchmark> = {
  P1: benchIntake,
  P1b: benchIntakeThroughNext,
  P2: benchRelay,
  P3: benchDeliver,
  P5: benchLatency,
  P6: benchTriage,
  P7: benchDashboard,
  P8: benchBulkReplay,
  P9: benchViewers,
  P11: benchStart,
  P12: benchRest,
  P13: benchDrain,
  hang: benchHangingMail,
};
const quick = values.quick || values.tiny;
const run: Run = {
  server: { admin: values.admin, app: values.app },
  serverLog: values.log,
  quick,
  tiny: values.tiny,
  rounds: Number(values.rounds ?? (quick ? 3 : 5)),
  soakMinutes: Number(values["soak-minutes"] ?? (quick ? 0.25 : 3)),
};
log.level = "error";
// An interrupted run removes its processes and folders with exit hooks.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const figures: Figure[] = [];
for (const id of positionals.length > 0 ? positionals : Object.keys(benchmarks)) {
  const benchmark = benchmarks[id];
  if (!benchmark) throw new Error(`Unknown benchmark ${id}. The benchmarks are ${Object.keys(benchmarks).join(", ")}`);
  const since = performance.now();
  const seen = (await benchmark(run)).map(judgeFigure);
  // Stored at once, so that an interrupted run keeps its figures.
  if (!values.tiny) keepFigures(seen, quick);
  figures.push(...seen);
  const short = seen.map(
    ({ id: name, ratio, ours, unit }) => `${name} ${ratio?.toFixed(2) ?? `${ours.toFixed(1)} ${unit}`}`,
  );
  console.log(`✓ ${id} in ${Math.round((performance.now() - since) / 1_000)} s: ${short.join(", ")}`);
}
console.log(`\n${drawTable(figures)}\n`);
const size = quick ? "a quick run: small sizes, three rounds; for a verdict run it without --quick" : "a full run";
const missed = figures.filter(({ held }) => held === false).map(({ id }) => id);
console.log(`This was ${size}. ${missed.length === 0 ? "All goals reached." : `Goals missed: ${missed.join(", ")}.`}`);
