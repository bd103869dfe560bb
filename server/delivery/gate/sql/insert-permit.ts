import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";

const rows = z.tuple([z.object({ confirmedAt: z.date() })]);

/** This database, as it is now, may send. Its number and its time are given by the table's trigger. */
export async function insertPermit(queryable: Queryable): Promise<Date> {
  const result = await queryable.query({
    name: "insert_permit",
    text: `insert into sending_permit (system_identifier, database_oid, table_oid, timeline)
           select system_identifier, database_oid, table_oid, timeline from database_identity()
           returning confirmed_at as "confirmedAt"`,
  });
  return rows.parse(result.rows)[0].confirmedAt;
}
