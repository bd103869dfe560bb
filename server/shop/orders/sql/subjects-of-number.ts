import type { Queryable } from "#server/platform/database/db.ts";

/** The subjects of the orders whose id begins with these eight digits: a customer is told no more of it. */
export async function subjectsOfNumber(queryable: Queryable, number: string): Promise<string[]> {
  const { rows } = await queryable.query<{ subject: string }>({
    name: "subjects_of_number",
    text: `select 'orders/' || id as subject from customer_order where id between $1::uuid and $2::uuid`,
    values: [`${number}-0000-0000-0000-000000000000`, `${number}-ffff-ffff-ffff-ffffffffffff`],
  });
  return rows.map(({ subject }) => subject);
}
