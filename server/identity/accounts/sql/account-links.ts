import type { Queryable, Tx } from "#server/platform/database/db.ts";

export type LinkPurpose = "setup" | "invitation" | "reset";

/** Stores the hash of a link's token. Times are the database's. */
export async function insertAccountLink(
  queryable: Queryable,
  link: { hash: string; userId: string | null; purpose: LinkPurpose; hours: number },
): Promise<void> {
  await queryable.query({
    name: "insert_account_link",
    text: `insert into account_link (token, user_id, purpose, expires_at)
           values ($1, $2, $3, now() + $4::float8 * interval '1 hour')`,
    values: [link.hash, link.userId, link.purpose, link.hours],
  });
}

export type UsedLink = {
  userId: string;
  purpose: LinkPurpose;
  name: string;
  email: string;
  role: "viewer" | "operator" | "admin";
};

/** The person of a link that can be used now, without using it; null where it is none. */
export async function findLinkOwner(
  queryable: Queryable,
  hash: string,
): Promise<{ name: string; email: string } | null> {
  const { rows } = await queryable.query<{ name: string; email: string }>({
    name: "find_link_owner",
    text: `select u.name, u.email from account_link l join console_user u on u.id = l.user_id
           where l.token = $1 and l.expires_at > now() and u.disabled_at is null`,
    values: [hash],
  });
  return rows[0] ?? null;
}

/** Takes a person's link out of the world and says whose it was. Null where it is none, too old, used, or its person is switched off. */
export async function useAccountLink(tx: Tx, hash: string): Promise<UsedLink | null> {
  const { rows } = await tx.query<UsedLink>({
    name: "use_account_link",
    text: `delete from account_link l using console_user u
           where l.token = $1 and l.expires_at > now() and u.id = l.user_id and u.disabled_at is null
           returning u.id as "userId", l.purpose, u.name, u.email, u.role`,
    values: [hash],
  });
  return rows[0] ?? null;
}

/** Whether the token is that of a link that can be used now, without using it. */
export async function isAccountLink(queryable: Queryable, hash: string): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "is_account_link",
    text: `select from account_link l left join console_user u on u.id = l.user_id
           where l.token = $1 and l.expires_at > now() and u.disabled_at is null`,
    values: [hash],
  });
  return rowCount === 1;
}

/** Whether the token is one of a set-up that is still open. */
export async function isSetUpLink(queryable: Queryable, hash: string): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "is_set_up_link",
    text: "select from account_link where token = $1 and purpose = 'setup' and expires_at > now()",
    values: [hash],
  });
  return rowCount === 1;
}

/** Ends every link of a person, or (null) of set-up. */
export async function endAccountLinks(tx: Tx, userId: string | null): Promise<void> {
  await tx.query({
    name: "end_account_links",
    text: "delete from account_link where user_id is not distinct from $1::uuid",
    values: [userId],
  });
}
