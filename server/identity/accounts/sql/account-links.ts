import * as z from "zod";
import { roleDto } from "#server/contracts/identity/access.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** The values of `account_link.purpose`. */
export const linkPurposes = ["setup", "invitation", "reset"] as const;
type LinkPurpose = (typeof linkPurposes)[number];

const insert = defineStatement({
  name: "insert_account_link",
  text: `insert into account_link (token, user_id, purpose, expires_at)
           values ($1, $2, $3, now() + $4::float8 * interval '1 hour')`,
});

/** Stores the hash of a link's token. Times are the database's. */
export async function insertAccountLink(
  queryable: Queryable,
  link: { hash: string; userId: string | null; purpose: LinkPurpose; hours: number },
): Promise<void> {
  await insert.run(queryable, [link.hash, link.userId, link.purpose, link.hours]);
}

const findOwner = defineStatement({
  name: "find_link_owner",
  text: `select u.name, u.email from account_link l join console_user u on u.id = l.user_id
           where l.token = $1 and l.expires_at > now() and u.disabled_at is null`,
  row: z.object({ name: z.string(), email: z.string() }),
});

/** The user of a valid link, without using the link. Null where the link is invalid. */
export async function findLinkOwner(
  queryable: Queryable,
  hash: string,
): Promise<{ name: string; email: string } | null> {
  return (await findOwner.maybeOne(queryable, [hash])) ?? null;
}

const usedLink = z.object({
  userId: z.uuid(),
  purpose: z.enum(linkPurposes),
  name: z.string(),
  email: z.string(),
  role: roleDto,
});
type UsedLink = z.output<typeof usedLink>;

const use = defineStatement({
  name: "use_account_link",
  text: `delete from account_link l using console_user u
           where l.token = $1 and l.expires_at > now() and u.id = l.user_id and u.disabled_at is null
           returning u.id as "userId", l.purpose, u.name, u.email, u.role`,
  row: usedLink,
});

/** Deletes a link and returns its user. Null where it is unknown, expired or used, or its account is disabled. */
export async function useAccountLink(tx: Tx, hash: string): Promise<UsedLink | null> {
  return (await use.maybeOne(tx, [hash])) ?? null;
}

const findValid = defineStatement({
  name: "is_account_link",
  text: `select from account_link l left join console_user u on u.id = l.user_id
           where l.token = $1 and l.expires_at > now() and u.disabled_at is null`,
});

/** Whether a token is that of a valid link. Does not use the link. */
export async function isAccountLink(queryable: Queryable, hash: string): Promise<boolean> {
  return (await findValid.run(queryable, [hash])) === 1;
}

const findSetUp = defineStatement({
  name: "is_set_up_link",
  text: "select from account_link where token = $1 and purpose = 'setup' and expires_at > now()",
});

/** Whether a token is that of a valid link for set-up. */
export async function isSetUpLink(queryable: Queryable, hash: string): Promise<boolean> {
  return (await findSetUp.run(queryable, [hash])) === 1;
}

const end = defineStatement({
  name: "end_account_links",
  text: "delete from account_link where user_id is not distinct from $1::uuid",
});

/** Deletes every link of a user, or the links for set-up (null). */
export async function endAccountLinks(tx: Tx, userId: string | null): Promise<void> {
  await end.run(tx, [userId]);
}
