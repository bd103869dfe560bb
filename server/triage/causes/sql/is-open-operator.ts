import type { Queryable } from "#server/platform/database/db.ts";

/** Whether somebody has an account that is not switched off and may act on what is dead. */
export async function isOpenOperator(queryable: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "is_open_operator",
    text: "select from console_user where id = $1 and disabled_at is null and role in ('operator', 'admin')",
    values: [id],
  });
  return rowCount === 1;
}
