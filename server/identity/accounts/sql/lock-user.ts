import type { Role } from "#server/contracts/identity/access.ts";
import type { Tx } from "#server/platform/database/db.ts";

export type LockedUser = { id: string; name: string; email: string; role: Role; demo: boolean; disabled: boolean };

/** Locks a person, and with them every admin: of two admins who switch each other off one is refused. */
export async function lockUser(tx: Tx, id: string): Promise<{ user: LockedUser | null; otherAdmins: number }> {
  const { rows } = await tx.query<LockedUser>({
    name: "lock_user",
    text: `select id, name, email, role, demo, disabled_at is not null as disabled from console_user
           where id = $1 or (role = 'admin' and disabled_at is null) order by id for update`,
    values: [id],
  });
  const user = rows.find((row) => row.id === id) ?? null;
  const otherAdmins = rows.filter((row) => row.id !== id && row.demo === user?.demo).length;
  return { user, otherAdmins };
}

/** Changes what is given and leaves the rest. */
export async function updateUser(tx: Tx, id: string, to: { role: Role; disabled: boolean }): Promise<void> {
  await tx.query({
    name: "update_user",
    text: `update console_user set role = $2, updated_at = now(),
             disabled_at = case when $3 then coalesce(disabled_at, now()) end where id = $1`,
    values: [id, to.role, to.disabled],
  });
}
