import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "is_open_operator",
  text: "select from console_user where id = $1 and disabled_at is null and role in ('operator', 'admin')",
});

/** Whether this user has an enabled account with the role operator or admin. */
export async function isOpenOperator(queryable: Queryable, id: string): Promise<boolean> {
  return (await statement.run(queryable, [id])) === 1;
}
