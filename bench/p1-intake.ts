import { withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleaveLoad } from "#bench/rig/interleave-load.ts";
import { openStore } from "#bench/rig/open-store.ts";
import { startServer } from "#bench/rig/start-server.ts";
import { freePort } from "#server/testing/servers/free-port.ts";

/** P1: orders through our own server as `npm run web` starts it, against bare node:http with zod and pg. */
export const benchIntake: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, (ourUrl) =>
    withDatabase(run.server, { migrated: false }, async (bareUrl) => {
      const { server: ours, productId } = await openStore(ourUrl, (port) => ({
        args: ["workers/web.ts"],
        env: { PORT: String(port) },
      }));
      const port = await freePort();
      const bare = await startServer({ args: ["bench/rig/bare-intake.ts", bareUrl, String(port)], port, path: "/" });
      try {
        const seen = await interleaveLoad(run, {
          ours: { port: ours.port, path: "/api/v1/orders", productId },
          bare: { port: bare.port, path: "/", productId },
        });
        return [
          {
            id: "P1",
            what: "orders through npm run web, 32 connections, against bare node:http + zod + pg",
            unit: "/s",
            ours: seen.ours,
            baseline: seen.bare,
            goal: { of: "ratio", atLeast: 0.5, aim: "0.8" },
          },
        ];
      } finally {
        await Promise.all([ours.stop(), bare.stop()]);
      }
    }),
  );
