import * as z from "zod";
import { type Role, roleDto } from "#server/contracts/identity/access.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const lockedUser = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: roleDto,
  demo: z.boolean(),
  disabled: z.boolean(),
});
type LockedUser = z.output<typeof lockedUser>;

const lock = defineStatement({
  name: "lock_user",
  text: `select id, name, email, role, demo, disabled_at is not null as disabled from console_user
           where id = $1 or (role = 'admin' and disabled_at is null) order by id for update`,
  row: lockedUser,
});

/** Locks a user and every enabled admin: of two admins who disable each other one is refused. */
export async function lockUser(tx: Tx, id: string): Promise<{ user: LockedUser | null; otherAdmins: number }> {
  const rows = await lock.all(tx, [id]);
  const user = rows.find((row) => row.id === id) ?? null;
  const otherAdmins = rows.filter((row) => row.id !== id && row.demo === user?.demo).length;
  return { user, otherAdmins };
}

const update = defineStatement({
  name: "update_user",
  text: `update console_user set role = $2, updated_at = now(),
             disabled_at = case when $3 then coalesce(disabled_at, now()) end where id = $1`,
});

/** Sets the role, and disables or enables the account. */
export async function updateUser(tx: Tx, id: string, to: { role: Role; disabled: boolean }): Promise<void> {
  await update.run(tx, [id, to.role, to.disabled]);
}
