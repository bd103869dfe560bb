import * as z from "zod";
import type { Queryable } from "#server/db.ts";

const rows = z.tuple([z.object({ value: z.instanceof(Buffer) })]);

/** A secret of this installation, made by its migration. */
export async function readSecret(queryable: Queryable, name: "order_cancel"): Promise<Buffer> {
  const result = await queryable.query({
    name: "read-secret",
    text: "select value from installation_secret where name = $1",
    values: [name],
  });
  return rows.parse(result.rows)[0].value;
}
