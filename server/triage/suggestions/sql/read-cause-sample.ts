import type * as z from "zod";
import { lockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** The columns of a dead letter that suggestions depend on. */
const suggestibleRow = lockedDelivery.pick({
  messageId: true,
  messageType: true,
  messageVersion: true,
  handler: true,
  failureCode: true,
  subject: true,
  data: true,
  payloadPurgedAt: true,
});
export type Suggestible = z.output<typeof suggestibleRow>;

const statement = defineStatement({
  name: "read_cause_sample",
  text: `select d.message_id as "messageId", m.type as "messageType", m.version as "messageVersion", d.handler,
                d.failure_code as "failureCode", d.subject, m.data, m.payload_purged_at as "payloadPurgedAt"
         from delivery d join outbox_message m on m.id = d.message_id
         where d.state = 'dead' and d.cause = $1 order by d.settled_at desc, d.id desc limit $2`,
  row: suggestibleRow,
});

/** The latest dead letters of a cause, up to `limit`: an index scan that ends, however many there are. */
export async function readCauseSample(queryable: Queryable, cause: string, limit: number): Promise<Suggestible[]> {
  return statement.all(queryable, [cause, limit]);
}
