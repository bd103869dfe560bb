import type { Tx } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";

/** The hash that a person signs in against from now on, in better-auth's words a credential account. */
export async function setPassword(tx: Tx, userId: string, hash: string): Promise<void> {
  await tx.query({
    name: "set_password",
    text: `insert into console_credential (id, user_id, provider_id, account_id, password)
           values ($1, $2::uuid, 'credential', $2::uuid::text, $3)
           on conflict (user_id, provider_id) do update set password = excluded.password, updated_at = now()`,
    values: [newId(), userId, hash],
  });
}
