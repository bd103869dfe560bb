import type { Role } from "#server/contracts/identity/access.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "insert_user",
  text: `insert into console_user (id, name, email, role) values ($1, $2, $3, $4) on conflict (email) do nothing`,
});

/** Inserts a user without a password. False where the address has an account. */
export async function insertUser(
  tx: Tx,
  user: { id: string; name: string; email: string; role: Role },
): Promise<boolean> {
  return (await statement.run(tx, [user.id, user.name, user.email, user.role])) === 1;
}
