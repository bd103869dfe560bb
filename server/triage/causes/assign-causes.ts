import type { Tx } from "#server/platform/database/db.ts";
import { fingerprint } from "#server/triage/causes/fingerprint.ts";
import { readPayloads } from "#server/triage/causes/sql/read-payloads.ts";
import { upsertCauses } from "#server/triage/causes/sql/upsert-causes.ts";
import { maskPayload } from "#server/triage/privacy/mask-payload.ts";

export type UnassignedDeadLetter = { id: string; handler: string; failureCode: string | null; error: string | null };

/**
 * Gives deliveries that died in this transaction their causes, and counts them. Last of what the transaction writes. What a
 * message holds about its customer is read first: servers repeat it in their refusals, and a title is read by everybody.
 */
export async function assignCauses(tx: Tx, deaths: readonly UnassignedDeadLetter[], build: string): Promise<void> {
  if (deaths.length === 0) return;
  const payloads = await readPayloads(
    tx,
    deaths.map(({ id }) => id),
  );
  const personal = new Map(
    payloads.map(({ id, type, data }) => [id, maskPayload(type, data).fields.map(({ value }) => String(value))]),
  );
  await upsertCauses(
    tx,
    deaths.map(({ id, handler, failureCode, error }) => ({
      deliveryId: id,
      identity: fingerprint({
        handler,
        failureCode: failureCode ?? "unexpected",
        error,
        personal: personal.get(id) ?? [],
      }),
      build,
    })),
  );
}
