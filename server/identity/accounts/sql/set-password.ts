import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { newId } from "#server/platform/new-id.ts";

const statement = defineStatement({
  name: "set_password",
  text: `insert into console_credential (id, user_id, provider_id, account_id, password)
           values ($1, $2::uuid, 'credential', $2::uuid::text, $3)
           on conflict (user_id, provider_id) do update set password = excluded.password, updated_at = now()`,
});

/** Stores the password hash of an account: better-auth's credential account. */
export async function setPassword(tx: Tx, userId: string, hash: string): Promise<void> {
  await statement.run(tx, [newId(), userId, hash]);
}
