import type { Role } from "#server/contracts/identity/access.ts";
import type { Tx } from "#server/platform/database/db.ts";

/** A person without a password yet. False where the address has an account. */
export async function insertUser(
  tx: Tx,
  user: { id: string; name: string; email: string; role: Role },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: "insert_user",
    text: `insert into console_user (id, name, email, role) values ($1, $2, $3, $4) on conflict (email) do nothing`,
    values: [user.id, user.name, user.email, user.role],
  });
  return rowCount === 1;
}
