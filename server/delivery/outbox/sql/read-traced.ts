import type { Queryable } from "#server/platform/database/db.ts";

export type Traced = { id: string; handler: string; messageId: string; traceparent: string };

/** Of the given deliveries those whose message belongs to a trace. */
export async function readTraced(queryable: Queryable, ids: readonly string[]): Promise<Traced[]> {
  const { rows } = await queryable.query<Traced>({
    name: "read_traced",
    text: `select d.id, d.handler, m.id as "messageId", m.traceparent
           from delivery d join outbox_message m on m.id = d.message_id
           where d.id = any($1::uuid[]) and m.traceparent is not null`,
    values: [ids],
  });
  return rows;
}
