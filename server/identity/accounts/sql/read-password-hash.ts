import type { Queryable } from "#server/platform/database/db.ts";

export async function readPasswordHash(queryable: Queryable, userId: string): Promise<string | null> {
  const { rows } = await queryable.query<{ password: string | null }>({
    name: "read_password_hash",
    text: "select password from console_credential where user_id = $1 and provider_id = 'credential'",
    values: [userId],
  });
  return rows[0]?.password ?? null;
}
