import type { IncomingHttpHeaders } from "node:http";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { storableText } from "#server/platform/database/storable-text.ts";
import { newId } from "#server/platform/new-id.ts";

const statement = defineStatement({
  name: "store-webhook",
  text: `insert into captured_webhook (id, webhook_id, verified, headers, body)
           values ($1, $2, true, $3::jsonb, $4::jsonb)`,
});

/** Stores a webhook whose signature was verified. The body is JSON text, which PostgreSQL parses and may refuse. */
export async function storeWebhook(
  db: Queryable,
  { webhookId, headers, body }: { webhookId: string; headers: IncomingHttpHeaders; body: string },
): Promise<void> {
  await statement.run(db, [newId(), storableText(webhookId), JSON.stringify(headers), body]);
}
