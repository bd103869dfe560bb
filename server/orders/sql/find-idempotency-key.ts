import * as z from "zod";
import type { Queryable } from "#server/db.ts";

const rows = z.array(z.object({ requestHash: z.string(), orderId: z.uuid() })).max(1);

/** What a key of the last 24 hours stands for. */
export async function findIdempotencyKey(
  db: Queryable,
  key: string,
): Promise<{ requestHash: string; orderId: string } | undefined> {
  const result = await db.query({
    name: "find-idempotency-key",
    text: `
      select request_hash as "requestHash", order_id as "orderId" from idempotency_key
      where key = $1 and created_at >= now() - interval '24 hours'`,
    values: [key],
  });
  return rows.parse(result.rows)[0];
}
