import type pg from "pg";
import { system } from "#server/access/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { inTransaction } from "#server/db.ts";
import { lockSending } from "#server/sending/sql/lock-sending.ts";
import { readPause } from "#server/sending/sql/read-pause.ts";

/** Writes down that sending is paused, once per pause however many workers notice it: the time is what people are shown. */
export async function recordPause(pool: pg.Pool): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await lockSending(tx);
    const pause = await readPause(tx);
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
