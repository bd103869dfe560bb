import type pg from "pg";
import { system } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { lockSending } from "#server/delivery/gate/sql/lock-sending.ts";
import { readGates } from "#server/delivery/gate/sql/read-gates.ts";
import { inTransaction } from "#server/platform/database/db.ts";

/** Audits a pause of sending, once per pause. Screens show the time of the first worker that noticed it. */
export async function recordPause(pool: pg.Pool): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await lockSending(tx);
    const { sending: pause } = await readGates(tx);
    if (pause === null || pause.since !== null) return;
    await recordAction(
      tx,
      { actor: system, requestId: null },
      {
        action: "sending.pause",
        target: { kind: "sending", id: "sending" },
        after: { reason: pause.reason, database: pause.database },
      },
    );
  });
}
