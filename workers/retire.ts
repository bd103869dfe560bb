import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { deleteLongGone } from "#server/processes/sql/delete-long-gone.ts";
import { fromTheStart, purgePayloads } from "#server/retention/purge-payloads.ts";
import { deleteExpiredAccess } from "#server/retention/sql/delete-expired-access.ts";
import { deleteExpiredKeys } from "#server/retention/sql/delete-expired-keys.ts";
import { deleteOldAlerts } from "#server/retention/sql/delete-old-alerts.ts";
import { logFor } from "#server/telemetry/log.ts";

const firstAfterMilliseconds = 60_000;
const everyMilliseconds = 3_600_000;
const betweenPagesMilliseconds = 200;
const keysAtOnce = 1_000;
const logger = logFor("retention");

/** Once an hour, in small pages with pauses: purges old payloads, expired idempotency keys, what old sign-ins left, and the rows of processes that died. Survives every error. */
export async function retire(pool: pg.Pool, days: number, signal: AbortSignal): Promise<void> {
  await sleep(firstAfterMilliseconds, signal);
  while (!signal.aborted) {
    try {
      let purged = 0;
      for (let after: string | null = fromTheStart; after !== null && !signal.aborted; ) {
        const page = await purgePayloads(pool, { days, after });
        purged += page.purged;
        after = page.next;
        await sleep(betweenPagesMilliseconds, signal);
      }
      if (purged > 0) logger.info({ purged, days }, "payloads were purged after their retention time");
      while (!signal.aborted && (await deleteExpiredKeys(pool, keysAtOnce)) === keysAtOnce) {
        await sleep(betweenPagesMilliseconds, signal);
      }
      if (!signal.aborted) await deleteExpiredAccess(pool);
      if (!signal.aborted) await deleteOldAlerts(pool);
      if (!signal.aborted) await deleteLongGone(pool);
    } catch (error) {
      logger.warn({ err: error }, "purging failed; trying again in an hour");
    }
    await sleep(everyMilliseconds, signal);
  }
}

/** Ends early, without an error, when the process must stop. */
const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  pause(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
