import type { Queryable } from "#server/platform/database/db.ts";

/** What signing in leaves behind once it is over: counters, links that were not used, sessions older than a known address. Returns how many. */
export async function deleteExpiredAccess(queryable: Queryable): Promise<number> {
  const { rows } = await queryable.query<{ count: number }>({
    name: "delete_expired_access",
    text: `with tries as (delete from sign_in_tries where started_at < now() - interval '1 day' returning 1),
                link as (delete from account_link where expires_at < now() - interval '1 day' returning 1),
                session as (delete from console_session where expires_at < now() - interval '31 days' returning 1)
           select ((select count(*) from tries) + (select count(*) from link) + (select count(*) from session))::int as count`,
  });
  return rows[0]?.count ?? 0;
}
