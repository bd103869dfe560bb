import { fingerprint } from "#server/delivery/causes/fingerprint.ts";
import { readPayloads } from "#server/delivery/causes/sql/read-payloads.ts";
import { upsertCauses } from "#server/delivery/causes/sql/upsert-causes.ts";
import { maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import type { Tx } from "#server/platform/database/db.ts";

export type UnassignedDeadLetter = { id: string; handler: string; failureCode: string | null; error: string | null };

/**
 * Assigns causes to deliveries that this transaction dead-lettered, and counts them. Call it last in the transaction. Payloads
 * are read first: mail servers repeat personal data in their errors, and every role reads the title of a cause.
 */
export async function assignCauses(tx: Tx, deadLetters: readonly UnassignedDeadLetter[], build: string): Promise<void> {
  if (deadLetters.length === 0) return;
  const payloads = await readPayloads(
    tx,
    deadLetters.map(({ id }) => id),
  );
  const personal = new Map(
    payloads.map(({ id, type, data }) => [id, maskPayload(type, data).fields.map(({ value }) => String(value))]),
  );
  await upsertCauses(
    tx,
    deadLetters.map(({ id, handler, failureCode, error }) => ({
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
