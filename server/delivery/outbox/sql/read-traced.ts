import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const row = z.object({ id: z.uuid(), handler: z.string(), messageId: z.uuid(), traceparent: z.string() });

const statement = defineStatement({
  name: "read_traced",
  text: `select d.id, d.handler, m.id as "messageId", m.traceparent
           from delivery d join outbox_message m on m.id = d.message_id
           where d.id = any($1::uuid[]) and m.traceparent is not null`,
  row,
});

/** Those of the given deliveries whose message belongs to a trace. */
export const readTraced = (db: Queryable, ids: readonly string[]): Promise<z.output<typeof row>[]> =>
  statement.all(db, [ids]);
