import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import type { Tx } from "#server/platform/database/db.ts";

/** The messages of deliveries that died: what their errors may repeat about somebody. */
export async function readPayloads(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; type: string; data: Json }[]> {
  const { rows } = await tx.query<{ id: string; type: string; data: Json }>({
    name: "read_payloads_of_deaths",
    text: `select d.id, m.type, m.data from delivery d join outbox_message m on m.id = d.message_id
           where d.id = any($1::uuid[])`,
    values: [ids],
  });
  return rows;
}
