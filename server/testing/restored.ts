import type pg from "pg";

/** What an operator does after a restore that nothing can notice: sending is paused until somebody resumes it. */
export async function thePermitIsWithdrawn(pool: pg.Pool): Promise<void> {
  await pool.query("insert into sending_permit (database_oid, table_oid) values (0, 0)");
}

/** Everything is as it was confirmed but for one thing, such as `system_identifier + 1`. */
export async function thePermitNames(
  pool: pg.Pool,
  other: Partial<Record<"system_identifier" | "database_oid" | "table_oid" | "timeline", string>>,
): Promise<void> {
  const named = { system_identifier: "system_identifier", database_oid: "database_oid", table_oid: "table_oid" };
  const values = Object.values({ ...named, timeline: "timeline", ...other }).join(", ");
  await pool.query(
    `insert into sending_permit (system_identifier, database_oid, table_oid, timeline) select ${values} from database_identity()`,
  );
}

/** A dump is loaded over a database that is in use: the same rows, in another table. */
export async function theTablesAreRestored(pool: pg.Pool): Promise<void> {
  await pool.query(
    `begin; create table loaded (like sending_permit including all); insert into loaded select * from sending_permit;
     drop table sending_permit; alter table loaded rename to sending_permit; commit`,
  );
}
