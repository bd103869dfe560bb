import * as z from "zod";
import { json } from "#server/delivery/privacy/mask-payload.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const row = z.object({ id: z.uuid(), type: z.string(), data: json });
const statement = defineStatement({
  name: "read_payloads_of_deaths",
  text: `select d.id, m.type, m.data from delivery d join outbox_message m on m.id = d.message_id
         where d.id = any($1::uuid[])`,
  row,
});

/** The payloads of deliveries, by delivery ID: their errors may repeat personal data of them. */
export async function readPayloads(tx: Tx, ids: readonly string[]): Promise<z.output<typeof row>[]> {
  return statement.all(tx, [ids]);
}
