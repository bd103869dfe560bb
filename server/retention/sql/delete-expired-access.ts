import type { Queryable } from "#server/db.ts";

/** What signing in leaves behind once it is over: counters, links that were not used, sessions older than a known address. */
export async function deleteExpiredAccess(queryable: Queryable): Promise<void> {
  await queryable.query({
    name: "delete_expired_access",
    text: `with tries as (delete from sign_in_tries where started_at < now() - interval '1 day'),
                link as (delete from account_link where expires_at < now() - interval '1 day')
           delete from console_session where expires_at < now() - interval '31 days'`,
  });
}
