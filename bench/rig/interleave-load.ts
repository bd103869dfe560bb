import { settleServer } from "#bench/rig/bench-database.ts";
import type { Run } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { loadOrders, type Target } from "#bench/rig/load-orders.ts";

const connections = 32;
const warmingSlice = 500;

/**
 * Loads both servers in turn, each warm: after this many requests, because V8 still optimises before that, and
 * a server that has answered 3,000 needs more than twice the time of one that has answered 15,000.
 */
export async function interleaveLoad(run: Run, targets: { ours: Target; bare: Target }) {
  const [milliseconds, warmAfter, atMost] = run.tiny
    ? [300, 100, 500]
    : run.quick
      ? [2_500, 5_000, 8_000]
      : [5_000, 15_000, 30_000];
  const warm = async (target: Target) => {
    const until = performance.now() + atMost;
    for (let answered = 0; answered < warmAfter && performance.now() < until; ) {
      answered += ((await loadOrders(target, connections, warmingSlice)) * warmingSlice) / 1_000;
    }
  };
  for (const target of [targets.ours, targets.bare]) await warm(target);
  const load = (target: Target) => async () => {
    await settleServer(run.server);
    return loadOrders(target, connections, milliseconds);
  };
  return interleave(run.rounds, { ours: load(targets.ours), bare: load(targets.bare) });
}
