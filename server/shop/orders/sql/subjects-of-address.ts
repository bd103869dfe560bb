import type { Queryable } from "#server/platform/database/db.ts";

/** More than this is no customer's. */
const most = 1_000;

/** The subjects of the latest orders of all customers who have this address now, however it is written. */
export async function subjectsOfAddress(queryable: Queryable, address: string): Promise<string[]> {
  const { rows } = await queryable.query<{ subject: string }>({
    name: "subjects_of_address",
    text: `select 'orders/' || o.id as subject from customer c join customer_order o on o.customer_id = c.id
           where c.email = any($1::text[]) order by o.id desc limit $2`,
    values: [[address, address.toLowerCase()], most],
  });
  return rows.map(({ subject }) => subject);
}
