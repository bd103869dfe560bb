import type pg from "pg";

/** Pauses sending as an operator does after a restore that cannot be detected. */
export async function withdrawPermit(pool: pg.Pool): Promise<void> {
  await pool.query("insert into sending_permit (database_oid, table_oid) values (0, 0)");
}

/** Changes one value of the confirmed identity, such as `system_identifier + 1`. */
export async function changePermit(
  pool: pg.Pool,
  other: Partial<Record<"system_identifier" | "database_oid" | "table_oid" | "timeline", string>>,
): Promise<void> {
  const named = { system_identifier: "system_identifier", database_oid: "database_oid", table_oid: "table_oid" };
  const values = Object.values({ ...named, timeline: "timeline", ...other }).join(", ");
  await pool.query(
    `insert into sending_permit (system_identifier, database_oid, table_oid, timeline) select ${values} from database_identity()`,
  );
}

/** Loads a dump into the database: the same rows, in a new table. */
export async function restoreTables(pool: pg.Pool): Promise<void> {
  await pool.query(
    `begin; create table loaded (like sending_permit including all); insert into loaded select * from sending_permit;
     drop table sending_permit; alter table loaded rename to sending_permit; commit`,
  );
}
