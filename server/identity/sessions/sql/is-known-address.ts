import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "is_known_address",
  text: `select from console_session s join console_user u on u.id = s.user_id
           where u.email = $1 and s.ip_address = $2 and s.created_at > now() - interval '30 days' limit 1`,
});

/** Whether this account signed in from this address within the last 30 days. */
export async function isKnownAddress(queryable: Queryable, email: string, address: string): Promise<boolean> {
  return (await statement.run(queryable, [email, address])) === 1;
}
