import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import type { Idempotency } from "#server/shop/orders/sql/place-orders.ts";

const found = z.object({ requestHash: z.string(), orderId: z.uuid() });

const statement = defineStatement({
  name: "find-idempotency-key",
  text: `
      select request_hash as "requestHash", order_id as "orderId" from idempotency_key
      where (key = $1 or key = $2 and request_hash = $3) and created_at >= now() - interval '24 hours'
      order by key = $1 desc limit 1`,
  row: found,
});

/** The order of a key of the last 24 hours: the client's own, or the same request under a key that was stored unscoped. */
export const findIdempotencyKey = (
  db: Queryable,
  { key, given, requestHash }: Idempotency,
): Promise<z.output<typeof found> | undefined> => statement.maybeOne(db, [key, given, requestHash]);
