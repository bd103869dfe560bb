import { expect, it } from "vitest";
import { readTables, rightsKeyOf } from "#server/platform/roles/grant-statements.ts";
import { tableRights } from "#server/platform/roles/table-rights.ts";
import { testDatabase } from "#server/testing/database.ts";

const pool = await testDatabase();

it("has a row for every table, and no row for a table that does not exist", async () => {
  const tables = new Set((await readTables(pool)).map(rightsKeyOf));
  expect([...tables].filter((table) => !(table in tableRights))).toEqual([]);
  expect(Object.keys(tableRights).filter((table) => !tables.has(table))).toEqual([]);
});
