import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "read_addresses",
  text: "select id, email from customer where id = any($1::uuid[])",
  row: z.object({ id: z.uuid(), email: z.string() }),
});

/** The current addresses of customers, by ID. */
export async function readAddresses(queryable: Queryable, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await statement.all(queryable, [ids]);
  return new Map(rows.map(({ id, email }) => [id, email]));
}
