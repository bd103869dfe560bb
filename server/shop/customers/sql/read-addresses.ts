import type { Queryable } from "#server/platform/database/db.ts";

/** The addresses of customers as they stand now, by id. */
export async function readAddresses(queryable: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await queryable.query<{ id: string; email: string }>({
    name: "read_addresses",
    text: "select id, email from customer where id = any($1::uuid[])",
    values: [ids],
  });
  return new Map(rows.map(({ id, email }) => [id, email]));
}
