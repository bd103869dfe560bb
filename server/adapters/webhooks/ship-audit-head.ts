import { createWebhookClient } from "#server/adapters/webhooks/webhook-client.ts";
import { type AuditHead, readAuditHead } from "#server/audit/sql/read-audit-head.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

const logger = logFor("audit");

/**
 * Writes the newest entry's number and hash to the log and posts them to AUDIT_HEAD_WEBHOOK_URL where it is set. A copy from
 * there is the argument of `npm run audit:verify -- <seq>:<hash>`. Returns the head, or null if it is still `last`.
 */
export async function shipHead(
  queryable: Queryable,
  env: Pick<Env, "AUDIT_HEAD_WEBHOOK_URL" | "AUDIT_HEAD_WEBHOOK_SECRET">,
  signal: AbortSignal,
  last: AuditHead | null = null,
): Promise<AuditHead | null> {
  const head = await readAuditHead(queryable);
  if (head === null || (head.seq === last?.seq && head.hash === last.hash)) return null;
  const kept = `${head.seq}:${head.hash}`;
  logger.info({ seq: head.seq, hash: head.hash, head: kept }, "audit head");
  const { AUDIT_HEAD_WEBHOOK_URL: url, AUDIT_HEAD_WEBHOOK_SECRET: secret } = env;
  if (url && secret) {
    const body = { type: "audit.head", timestamp: new Date().toISOString(), data: { ...head, head: kept } };
    const id = `audit-head-${head.seq}-${head.hash.slice(0, 16)}`;
    await createWebhookClient({ url, secret }).post(body, { webhookId: id, idempotencyKey: id, signal });
  }
  return head;
}
