import { setTimeout as sleep } from "node:timers/promises";
import { createBackOff } from "#scripts/back-off.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "#scripts/embedded-postgres.ts";
import type { Say } from "#scripts/progress.ts";

export type ServedPostgres = {
  url: string;
  roleUrls: EmbeddedPostgres["roleUrls"];
  adminUrl: string;
  cluster: string;
  notices: string[];
  stop: () => Promise<void>;
  kill: () => void;
};

/** Keeps an embedded PostgreSQL running: after a crash it is restarted on the same port. */
export async function servePostgres(
  dataDir: string,
  say: Say,
  delayAfter: (livedMilliseconds: number) => number = createBackOff(),
): Promise<ServedPostgres> {
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  const { url, roleUrls, adminUrl, port, cluster, notices } = server;
  const stopping = new AbortController();

  const watch = async () => {
    while (!stopping.signal.aborted) {
      const startedAt = Date.now();
      const { code, signal } = await server.exited;
      if (stopping.signal.aborted) return;
      const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
      for (let up = false; !up && !stopping.signal.aborted; ) {
        const delay = delayAfter(Date.now() - startedAt);
        say(`✗ PostgreSQL ${how}. Restarting in ${delay / 1000} s.`);
        await sleep(delay, undefined, { signal: stopping.signal }).catch(() => {});
        if (stopping.signal.aborted) return;
        try {
          server = await startEmbeddedPostgres({ dataDir, port });
          up = true;
          say("✓ PostgreSQL is up again.");
        } catch (error) {
          say(`✗ ${(error as Error).message}`);
        }
      }
    }
  };
  const watching = watch();

  return {
    url,
    roleUrls,
    adminUrl,
    cluster,
    notices,
    kill: () => process.kill(server.pid, "SIGINT"),
    stop: async () => {
      stopping.abort();
      await server.stop();
      await watching;
      // A restart that was running when the stop was requested has started a new server.
      await server.stop();
    },
  };
}
