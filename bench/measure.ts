import { parseArgs } from "node:util";
import { benchIntake } from "#bench/p1-intake.ts";
import { benchIntakeThroughNext } from "#bench/p1b-intake-next.ts";
import { benchRelay } from "#bench/p2-relay.ts";
import { benchDeliver } from "#bench/p3-deliver.ts";
import { benchLatency } from "#bench/p5-latency.ts";
import { benchStart } from "#bench/p11-start.ts";
import { benchRest } from "#bench/p12-rest.ts";
import type { Benchmark, Run } from "#bench/rig/benchmark.ts";
import { drawTable } from "#bench/rig/draw-table.ts";
import { judgeFigure } from "#bench/rig/judge-figure.ts";
import { log } from "#server/telemetry/log.ts";

// `npm run bench`, behind scripts/bench.ts: runs the chosen benchmarks one after the other and prints one table.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    admin: { type: "string", default: "" },
    app: { type: "string", default: "" },
    log: { type: "string", default: "" },
    quick: { type: "boolean", default: false },
    tiny: { type: "boolean", default: false },
    rounds: { type: "string", default: "" },
    "soak-minutes": { type: "string", default: "" },
  },
});
const benchmarks: Record<string, Benchmark> = {
  P1: benchIntake,
  P1b: benchIntakeThroughNext,
  P2: benchRelay,
  P3: benchDeliver,
  P5: benchLatency,
  P11: benchStart,
  P12: benchRest,
};
const quick = values.quick;
const run: Run = {
  server: { admin: values.admin, app: values.app },
  serverLog: values.log,
  quick,
  tiny: values.tiny,
  rounds: Number(values.rounds || (quick ? 3 : 5)),
  soakMinutes: Number(values["soak-minutes"] || (quick ? 0.25 : 3)),
};
log.level = "error";
const figures = [];
for (const id of positionals.length > 0 ? positionals : Object.keys(benchmarks)) {
  const measured = await benchmarks[id]?.(run);
  figures.push(...(measured ?? []).map(judgeFigure));
}
console.log(drawTable(figures));
