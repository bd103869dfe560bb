import type { Queryable } from "#server/platform/database/db.ts";

/** Ids of orders, at most `most`, without their order.created. Reads committed rows alone, and takes no lock. */
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
