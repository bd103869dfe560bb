import type { Queryable } from "#server/platform/database/db.ts";

/** Somebody whose account is open, for a mail to them. */
export async function findUser(queryable: Queryable, id: string): Promise<{ name: string; email: string } | null> {
  const { rows } = await queryable.query<{ name: string; email: string }>({
    name: "find_user",
    text: "select name, email from console_user where id = $1 and disabled_at is null and not demo",
    values: [id],
  });
  return rows[0] ?? null;
}
