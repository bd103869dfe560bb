import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "insert_permit",
  text: `insert into sending_permit (system_identifier, database_oid, table_oid, timeline)
         select system_identifier, database_oid, table_oid, timeline from database_identity()
         returning confirmed_at as "confirmedAt"`,
  row: z.object({ confirmedAt: z.date() }),
});

/** Confirms that this database, as it is now, may send. A trigger of the table sets the permit's number and time. */
export async function insertPermit(db: Queryable): Promise<Date> {
  return (await statement.one(db)).confirmedAt;
}
