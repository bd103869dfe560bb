import { settleServer } from "#bench/rig/bench-database.ts";
import type { Run } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { loadOrders, type Target } from "#bench/rig/load-orders.ts";

const connections = 32;

/** Loads both servers in turn, after a warm-up of each that is not counted. */
export async function interleaveLoad(run: Run, targets: { ours: Target; bare: Target }) {
  const milliseconds = run.tiny ? 300 : run.quick ? 2_500 : 5_000;
  for (const target of [targets.ours, targets.bare]) await loadOrders(target, connections, milliseconds);
  const load = (target: Target) => async () => {
    await settleServer(run.server);
    return loadOrders(target, connections, milliseconds);
  };
  return interleave(run.rounds, { ours: load(targets.ours), bare: load(targets.bare) });
}
