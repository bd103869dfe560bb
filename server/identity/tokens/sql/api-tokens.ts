import * as z from "zod";
import type { Role, Scope } from "#server/contracts/identity/access.ts";
import { type ApiTokenDto, apiTokenDto } from "#server/contracts/identity/api-token.ts";
import { isAbove, lowerRole } from "#server/identity/tokens/sql/valid-token.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { isoTime } from "#server/platform/database/iso-time.ts";

const columns = `t.id, t.name, t.prefix, coalesce(${lowerRole}, t.role) as role, t.scopes,
  case when u.id is not null then jsonb_build_object('id', u.id, 'name', u.name) end as owner,
  t.created_by as "createdBy", ${isoTime("t.created_at")} as "createdAt",
  case when t.revoked_at is not null then 'revoked' when t.expires_at <= now() then 'expired'
       when t.expires_at < now() + interval '14 days' then 'expiring' else 'active' end as status,
  ${isoTime("t.expires_at")} as "expiresAt", ${isoTime("t.rotated_at")} as "rotatedAt",
  case when t.previous_until > now() then ${isoTime("t.previous_until")} end as "previousUntil",
  ${isoTime("t.last_used_at")} as "lastUsedAt", ${isoTime("t.revoked_at")} as "revokedAt"`;

const read = defineStatement({
  name: "read_api_tokens",
  text: `select ${columns} from api_token t left join console_user u on u.id = t.owner_id
           where $1::uuid is null or t.id = $1
           order by t.revoked_at is not null, t.created_at desc limit 500`,
  row: apiTokenDto,
});

/** One token, or all (null), 500 at most. Valid tokens first, newest first. */
export const readApiTokens = (queryable: Queryable, id: string | null): Promise<ApiTokenDto[]> =>
  read.all(queryable, [id]);

type NewToken = {
  id: string;
  name: string;
  prefix: string;
  hash: string;
  role: Role;
  scopes: readonly Scope[] | null;
  createdBy: string;
  ownerId: string;
  parentId: string | null;
  expiresInDays: number | null;
};

const insert = defineStatement({
  name: "insert_api_token",
  text: `insert into api_token (id, name, prefix, hash, role, scopes, created_by, owner_id, parent_id, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10::float8 * interval '1 day')`,
});

/** Stores a new token. The expiry counts from the database's clock. */
export async function insertApiToken(tx: Tx, token: NewToken): Promise<void> {
  await insert.run(tx, [
    ...[token.id, token.name, token.prefix, token.hash, token.role, token.scopes],
    ...[token.createdBy, token.ownerId, token.parentId, token.expiresInDays],
  ]);
}

const replace = defineStatement({
  name: "replace_token_secret",
  text: `update api_token set prefix = $2, hash = $3, rotated_at = now(),
             previous_hash = case when $4 > 0 then hash end,
             previous_until = case when $4 > 0 then least(now() + $4::float8 * interval '1 hour', expires_at) end,
             expires_at = now() + $5::float8 * interval '1 day'
           where id = $1`,
});

/** Replaces a token's secret. The previous one is accepted for `overlapHours`, and never after its own expiry. */
export async function replaceSecret(
  tx: Tx,
  id: string,
  to: { prefix: string; hash: string; overlapHours: number; expiresInDays: number | null },
): Promise<void> {
  await replace.run(tx, [id, to.prefix, to.hash, to.overlapHours, to.expiresInDays]);
}

/** SQL: the ids of token $1 and of every token that was created with it. */
const tree = `tree as (
             select id from api_token where id = $1
             union all select c.id from api_token c join tree on c.parent_id = tree.id
           )`;

const findInTree = defineStatement({
  name: "is_in_token_tree",
  text: `with recursive ${tree} select from tree where id = $2`,
});

/** Whether a token is the root token or was created with it, directly or indirectly. */
export async function isInTokenTree(tx: Tx, rootId: string, id: string): Promise<boolean> {
  return (await findInTree.run(tx, [rootId, id])) === 1;
}

const tokenId = z.object({ id: z.uuid() });

const revokeTree = defineStatement({
  name: "revoke_token_tree",
  text: `with recursive ${tree}
           update api_token t set revoked_at = now() from tree where t.id = tree.id and t.revoked_at is null returning t.id`,
  row: tokenId,
});

/** Revokes a token and every token that was created with it. Returns the ids of those that were not revoked before. */
export const revokeTokenTree = async (tx: Tx, id: string): Promise<string[]> =>
  (await revokeTree.all(tx, [id])).map((row) => row.id);

const revokeAbove = defineStatement({
  name: "revoke_tokens_above",
  text: `update api_token t set revoked_at = now()
           where t.owner_id = $1 and t.revoked_at is null and ($2::text is null or ${isAbove("$2")}) returning t.id`,
  row: tokenId,
});

/** Revokes an owner's tokens above a role, or all of them (null). Returns their ids. The owner must be locked. */
export const revokeTokensAbove = async (tx: Tx, ownerId: string, role: Role | null): Promise<string[]> =>
  (await revokeAbove.all(tx, [ownerId, role])).map((row) => row.id);
