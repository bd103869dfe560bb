import type { Queryable } from "#server/platform/database/db.ts";

/** Whether somebody signed in to this account from this address within the last 30 days. */
export async function isKnownAddress(queryable: Queryable, email: string, address: string): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "is_known_address",
    text: `select from console_session s join console_user u on u.id = s.user_id
           where u.email = $1 and s.ip_address = $2 and s.created_at > now() - interval '30 days' limit 1`,
    values: [email, address],
  });
  return rowCount === 1;
}
