import { fingerprint } from "#server/causes/fingerprint.ts";
import { noteDeaths } from "#server/causes/sql/note-deaths.ts";
import type { Tx } from "#server/db.ts";

export type NewDeath = { id: string; handler: string; failureCode: string | null; error: string | null };

/** Gives deliveries that died in this transaction their causes, and counts them. Last of what the transaction writes. */
export function nameDeaths(tx: Tx, deaths: readonly NewDeath[], build: string): Promise<void> {
  return noteDeaths(
    tx,
    deaths.map(({ id, handler, failureCode, error }) => ({
      deliveryId: id,
      identity: fingerprint({ handler, failureCode: failureCode ?? "unexpected", error }),
      build,
    })),
  );
}
