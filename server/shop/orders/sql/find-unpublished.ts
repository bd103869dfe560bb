import type { Queryable } from "#server/platform/database/db.ts";

/** The IDs of at most `most` orders without an order.created message. Reads only committed rows, without locks. */
export async function findUnpublished(queryable: Queryable, most: number): Promise<string[]> {
  const { rows } = await queryable.query<{ id: string }>({
    name: "find_unpublished_orders",
    text: `select o.id::text as id from customer_order o
           where not exists (select from outbox_message m where m.subject = 'orders/' || o.id and m.type = 'order.created')
           limit $1::int`,
    values: [most],
  });
  return rows.map(({ id }) => id);
}
