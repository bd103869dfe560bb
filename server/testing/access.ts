import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Action, Role } from "#server/contracts/identity/access.ts";
import { hashPassword } from "#server/identity/accounts/hash-password.ts";
import { hashToken, newApiToken } from "#server/identity/tokens/hash-token.ts";

/** The password of every user of `aUser`. */
export const password = "correct horse battery";
let hash: Promise<string> | undefined;

/** Creates a user with a role, with a password, or invited and without one. */
export async function aUser(
  pool: pg.Pool,
  role: Role,
  { disabled = false, invited = false }: { disabled?: boolean; invited?: boolean } = {},
): Promise<{ id: string; email: string }> {
  const id = randomUUID();
  const email = `${id.slice(0, 8)}@example.com`;
  await pool.query(
    `insert into console_user (id, name, email, role, disabled_at) values ($1, 'Leo Kim', $2, $3, case when $4 then now() end)`,
    [id, email, role, disabled],
  );
  hash ??= hashPassword(password);
  if (!invited) {
    await pool.query(
      `insert into console_credential (id, user_id, provider_id, account_id, password) values ($1, $2, 'credential', $3, $4)`,
      [randomUUID(), id, id, await hash],
    );
  }
  return { id, email };
}

type TokenOptions = { ownerId?: string; scopes?: readonly Action[]; name?: string };

/** Creates a token that does not expire, by default of a new owner with the same role. */
export async function aToken(
  pool: pg.Pool,
  role: Role,
  { ownerId, scopes, name = "test" }: TokenOptions = {},
): Promise<{ id: string; ownerId: string; headers: { authorization: string } }> {
  const id = randomUUID();
  const secret = newApiToken();
  const owner = ownerId ?? (await aUser(pool, role, { invited: true })).id;
  await pool.query(
    `insert into api_token (id, name, prefix, hash, role, created_by, owner_id, scopes) values ($1, $2, 'rdl_', $3, $4, 'test', $5, $6)`,
    [id, name, hashToken(secret), role, owner, scopes ?? null],
  );
  return { id, ownerId: owner, headers: { authorization: `Bearer ${secret}` } };
}
