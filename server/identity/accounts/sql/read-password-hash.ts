import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "read_password_hash",
  text: "select password from console_credential where user_id = $1 and provider_id = 'credential'",
  row: z.object({ password: z.string().nullable() }),
});

/** The password hash of an account; null where it has none. */
export async function readPasswordHash(queryable: Queryable, userId: string): Promise<string | null> {
  return (await statement.maybeOne(queryable, [userId]))?.password ?? null;
}
