import type { IncomingHttpHeaders } from "node:http";
import { storableText } from "#server/adapters/local-mail-server/storable-text.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";

/** Keeps a webhook whose signature was right. The body is JSON text: PostgreSQL parses it once more and may refuse it. */
export async function storeWebhook(
  db: Queryable,
  webhook: { webhookId: string; headers: IncomingHttpHeaders; body: string },
): Promise<void> {
  await db.query({
    name: "store-webhook",
    text: `insert into captured_webhook (id, webhook_id, verified, headers, body)
           values ($1, $2, true, $3::jsonb, $4::jsonb)`,
    values: [newId(), storableText(webhook.webhookId), JSON.stringify(webhook.headers), webhook.body],
  });
}
