import { randomUUID } from "node:crypto";
import { settleServer, withDatabase } from "#bench/rig/bench-database.ts";
import type { Benchmark } from "#bench/rig/benchmark.ts";
import { interleave } from "#bench/rig/interleave.ts";
import { median } from "#bench/rig/judge-figure.ts";
import { startPlainBoss } from "#bench/rig/plain-boss.ts";
import { payloadOf, publishBacklog } from "#bench/rig/publish-backlog.ts";
import { relayAll } from "#bench/rig/relay-all.ts";
import { perSecond, timeOf } from "#bench/rig/time-of.ts";
import { closeDatabase, connectDatabase } from "#server/platform/database/db.ts";
import { createBoss } from "#server/platform/pgboss/boss.ts";

const queue = "bare";
const batchSizes = [500, 2_000];

/** P2: from outbox to queue, one handler per message, against pg-boss's own insert of the same payloads. */
export const benchRelay: Benchmark = (run) =>
  withDatabase(run.server, { migrated: true }, (ourUrl) =>
    withDatabase(run.server, { migrated: false }, async (bareUrl, administerBare) => {
      const count = run.tiny ? 1_000 : run.quick ? 20_000 : 100_000;
      const pool = connectDatabase(ourUrl);
      const boss = createBoss(pool, { supervise: false });
      await boss.start();
      const bare = await startPlainBoss(bareUrl);
      await bare.createQueue(queue);

      const insertBare = async (size: number): Promise<number> => {
        const jobs = Array.from({ length: count }, () => ({ data: payloadOf(randomUUID(), randomUUID()) }));
        await settleServer(run.server);
        const elapsed = await timeOf(async () => {
          for (let from = 0; from < count; from += size) await bare.insert(queue, jobs.slice(from, from + size));
        });
        await administerBare("truncate pgboss.job");
        return perSecond(count, elapsed);
      };
      const relayOurs = async (): Promise<number> => {
        await publishBacklog(pool, count);
        await settleServer(run.server);
        const elapsed = await timeOf(() => relayAll(pool, boss));
        await pool.query("truncate outbox_message, outbox_pending, delivery, attempt, pgboss.job cascade");
        return perSecond(count, elapsed);
      };
      const [small = 0, large = 0] = batchSizes;
      const seen = await interleave(run.rounds, {
        ours: relayOurs,
        small: () => insertBare(small),
        large: () => insertBare(large),
      });
      await bare.stop();
      await boss.stop({ graceful: false });
      await closeDatabase();
      const best =
        median(seen.small) > median(seen.large) ? { size: small, seen: seen.small } : { size: large, seen: seen.large };
      return [
        {
          id: "P2",
          what: `relay, backlog of ${count.toLocaleString("en")}, against insert of ${best.size.toLocaleString("en")} jobs at a time`,
          unit: "/s",
          ours: seen.ours,
          baseline: best.seen,
          goal: { of: "ratio", atLeast: 0.6, aim: "0.9" },
        },
      ];
    }),
  );
