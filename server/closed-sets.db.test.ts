import { expect, it } from "vitest";
import { actorKinds, auditTargetKinds } from "#server/contracts/audit.ts";
import { roles } from "#server/contracts/identity/access.ts";
import { orderStatuses } from "#server/contracts/shop/order.ts";
import { stopCodes, waveModes, waveStates } from "#server/contracts/triage/replay-batch.ts";
import { itemOutcomes, replayStates } from "#server/contracts/triage/replay-outcomes.ts";
import { linkPurposes } from "#server/identity/accounts/sql/account-links.ts";
import { installationSecrets } from "#server/identity/sessions/sql/installation-secret.ts";
import { testDatabase } from "#server/testing/database.ts";
import { approvalDecisions, selectKinds } from "#server/triage/replay-batches/sql/batch-row.ts";

const pool = await testDatabase();

/** Columns with a closed set of values, and the list that their type comes from. */
const closedSets: [table: string, column: string, values: readonly string[]][] = [
  ["account_link", "purpose", linkPurposes],
  ["api_token", "role", roles],
  ["audit_entry", "actor_kind", actorKinds],
  ["payload_edit", "author_kind", actorKinds],
  ["audit_entry", "actor_role", roles],
  ["audit_entry", "target_kind", auditTargetKinds],
  ["console_user", "role", roles],
  ["customer_order", "status", orderStatuses],
  ["installation_secret", "name", installationSecrets],
  ["replay_batch", "decision", approvalDecisions],
  ["replay_batch", "select_kind", selectKinds],
  ["replay_batch", "state", replayStates],
  ["replay_batch", "stop_code", stopCodes],
  ["replay_batch", "wave_mode", waveModes],
  ["replay_item", "outcome", itemOutcomes],
  ["replay_wave", "state", waveStates],
];

/** The values that the table's CHECK constraints allow in a column; empty where there is no such constraint. */
async function allowedIn(table: string, column: string): Promise<string[]> {
  const { rows } = await pool.query<{ definition: string }>(
    `select pg_get_constraintdef(oid) as definition from pg_constraint
     where conrelid = $1::regclass and contype = 'c' and convalidated`,
    [table],
  );
  const list = new RegExp(`\\(${column} = ANY \\(ARRAY\\[([^\\]]*)\\]`);
  return rows.flatMap(({ definition }) => {
    const [, values = ""] = list.exec(definition) ?? [];
    return [...values.matchAll(/'([^']*)'::text/g)].map(([, value = ""]) => value);
  });
}

it.each(closedSets)("%s.%s allows exactly the values of its list", async (table, column, values) => {
  expect((await allowedIn(table, column)).sort()).toEqual([...values].sort());
});
