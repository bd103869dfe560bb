import { setTimeout as pause } from "node:timers/promises";
import { shipHead } from "#server/adapters/webhooks/ship-audit-head.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const everyMilliseconds = 3_600_000;
const afterFailureMilliseconds = 60_000;
const logger = logFor("audit");

/** Ships the head of the audit once an hour, if it is new. Repeats a failed shipment after a minute. Never rejects. */
export async function shipAudit(
  queryable: Queryable,
  env: Pick<Env, "AUDIT_HEAD_WEBHOOK_URL" | "AUDIT_HEAD_WEBHOOK_SECRET">,
  signal: AbortSignal,
): Promise<void> {
  let last: Awaited<ReturnType<typeof shipHead>> = null;
  while (!signal.aborted) {
    let wait = everyMilliseconds;
    try {
      last = (await shipHead(queryable, env, signal, last)) ?? last;
    } catch (error) {
      logger.warn({ err: error }, "the head of the audit was not shipped, retrying in a minute");
      wait = afterFailureMilliseconds;
    }
    await pause(wait, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
