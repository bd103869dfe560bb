import { type InvariantCheckDto, invariantNames } from "#server/contracts/monitoring/outbox.ts";
import { findBroken } from "#server/monitoring/invariants/sql/find-broken.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { isCancelled, setStatementTimeout } from "#server/triage/keyset/sql/set-statement-timeout.ts";

const mostFound = 1_000;
const shown = 10;
const limitMilliseconds = 5_000;

let running: Promise<InvariantCheckDto> | undefined;

/** Checks every invariant on the rows, one after the other, 5 s each at most. Concurrent calls share one run per process. */
export function checkInvariants(): Promise<InvariantCheckDto> {
  running ??= check().finally(() => {
    running = undefined;
  });
  return running;
}

async function check(): Promise<InvariantCheckDto> {
  const results: InvariantCheckDto["results"] = [];
  for (const name of invariantNames) {
    const since = performance.now();
    const found = await inTransaction(db(), async (tx) => {
      await setStatementTimeout(tx, limitMilliseconds);
      return findBroken(tx, name, mostFound);
    }).catch((error: unknown) => {
      if (isCancelled(error)) return null;
      throw error;
    });
    results.push({
      ...{ name, broken: found?.length ?? null, examples: found?.slice(0, shown) ?? [] },
      milliseconds: Math.round(performance.now() - since),
    });
  }
  return { at: new Date().toISOString(), results };
}
