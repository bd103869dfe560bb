import { randomUUID } from "node:crypto";
import type pg from "pg";
import { hashPassword } from "#server/access/hash-password.ts";
import type { Role } from "#server/contracts/access.ts";

/** The password of everybody that `aUser` makes. */
export const password = "correct horse battery";
let hash: Promise<string> | undefined;

/** Somebody of a role, with a password, or invited and without one yet. */
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
