import type pg from "pg";
import { type Claim, claimDeliveries } from "#server/delivery/deliveries/sql/claim-deliveries.ts";
import { readUntouched, type Untouched } from "#server/delivery/deliveries/sql/read-untouched.ts";
import { type GateRefusal, gateRefusalOf } from "#server/delivery/gate/gate.ts";
import type { RetryPolicy } from "#server/delivery/handlers/define-handler.ts";
import { createBatcher } from "#server/platform/create-batcher.ts";
import type { Tx } from "#server/platform/database/db.ts";

const mostInABatch = 100;
const lanes = 2;

/** A claim of one delivery, null where there is none to make, or the refusal of the gate. */
type Claimed = Claim | null | GateRefusal;

/** Claims deliveries of one handler. Concurrent claims share a statement, and so do concurrent reads. */
export function createClaims(pool: pg.Pool, policy: RetryPolicy, who: { worker: string; build: string }) {
  // Not repeated alone: where the response of a claim was lost, the claim may have succeeded. The queue returns the job.
  const batch = createBatcher<string, Claim | null>({
    most: mostInABatch,
    lanes,
    key: (id) => id,
    run: async (ids) => {
      const claims = await claimDeliveries(pool, { ids, maxAttempts: policy.limit + 1, ...who });
      return ids.map((id) => claims.get(id) ?? null);
    },
  });
  const untouched = createBatcher<string, Untouched | null>({
    most: mostInABatch,
    lanes,
    key: (id) => id,
    run: async (ids) => {
      const read = await readUntouched(pool, ids);
      return ids.map((id) => read.get(id) ?? null);
    },
  });
  const claimAlone = async (id: string, probe?: Tx): Promise<Claim | null> => {
    const claiming = { ids: [id], maxAttempts: policy.limit + 1, alone: true, isProbe: probe !== undefined, ...who };
    return (await claimDeliveries(probe ?? pool, claiming)).get(id) ?? null;
  };
  return {
    /** Claims one delivery; `alone` in a statement of its own. */
    claim: (id: string, alone: boolean): Promise<Claimed> => (alone ? claimAlone(id) : batch(id)).catch(refusalOr),
    claimProbe: (id: string, probe: Tx) => claimAlone(id, probe),
    /** Reads a delivery without claiming it. Null where it has an attempt. */
    untouched,
  };
}

/** A claim that the gate refused is not an error. */
export function refusalOr(error: unknown): GateRefusal {
  const refusal = gateRefusalOf(error);
  if (refusal) return refusal;
  throw error;
}
