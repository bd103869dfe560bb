import type { Queryable } from "#server/platform/database/db.ts";

/** Whether somebody's account exists and is not switched off. */
export async function isUserOpen(queryable: Queryable, userId: string): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "is_user_open",
    text: "select from console_user where id = $1 and disabled_at is null",
    values: [userId],
  });
  return rowCount === 1;
}
