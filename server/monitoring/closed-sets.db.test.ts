import { expect, it } from "vitest";
import { breakerStates } from "#server/contracts/delivery/breaker.ts";
import { attemptOutcomes, deliveryStates } from "#server/contracts/delivery/delivery.ts";
import { alertSeverities, alertStates, noticeStates } from "#server/contracts/monitoring/alert.ts";
import { processKinds } from "#server/contracts/monitoring/process.ts";
import { retentionKindNames } from "#server/contracts/monitoring/retention.ts";
import { testDatabase } from "#server/testing/database.ts";

const pool = await testDatabase();

/** The values that the CHECK of a column allows. */
async function allowed(table: string, column: string): Promise<string[]> {
  const { rows } = await pool.query<{ definition: string }>(
    `select pg_get_constraintdef(oid) as definition from pg_constraint
     where conrelid = $1::regclass and conname = $1 || '_' || $2 || '_check'`,
    [table, column],
  );
  return [...(rows[0]?.definition ?? "").matchAll(/'([^']+)'::text/g)].map(([, value = ""]) => value);
}

it.each([
  ["alert", "severity", alertSeverities],
  ["alert", "state", alertStates],
  ["alert_notice", "state", noticeStates],
  ["attempt", "outcome", attemptOutcomes],
  ["delivery", "state", deliveryStates],
  ["deploy", "kind", processKinds],
  ["handler_breaker", "state", breakerStates],
  ["retention_run", "kind", retentionKindNames],
  ["running_process", "kind", processKinds],
] as const)("the CHECK of %s.%s allows the values of its type", async (table, column, values) => {
  expect((await allowed(table, column)).toSorted()).toEqual([...values].toSorted());
});
