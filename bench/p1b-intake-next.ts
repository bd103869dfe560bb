import { buildBareNextApp } from "#bench/rig/bare-next-app.ts";
import { withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleaveLoad } from "#bench/rig/interleave-load.ts";
import { openStore } from "#bench/rig/open-store.ts";
import { scratchFolder } from "#bench/rig/scratch-copy.ts";
import { startServer } from "#bench/rig/start-server.ts";
import { freePort } from "#server/testing/servers/free-port.ts";

const nextStart = (port: number) => ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", String(port)];

/** P1b: orders through Next's route file under `next start`, as a platform runs it, against a handler that only reads and parses. */
export const benchIntakeThroughNext: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, async (url) => {
    const { folder, remove } = scratchFolder("bare-next");
    try {
      buildBareNextApp(folder);
      const { server: ours, productId } = await openStore(url, (port) => ({ args: nextStart(port) }));
      const port = await freePort();
      const bare = await startServer({ args: nextStart(port), port, path: "/api/orders", cwd: folder });
      try {
        const seen = await interleaveLoad(run, {
          ours: { port: ours.port, path: "/api/v1/orders", productId },
          bare: { port: bare.port, path: "/api/orders", productId },
        });
        return [
          {
            id: "P1b",
            what: "orders through Next's route file, 32 connections, against a Next handler that only reads and parses",
            unit: "/s",
            ours: seen.ours,
            baseline: seen.bare,
            goal: { of: "ratio", atLeast: 0.65, aim: "0.85" },
          },
        ];
      } finally {
        await Promise.all([ours.stop(), bare.stop()]);
      }
    } finally {
      remove();
    }
  });
