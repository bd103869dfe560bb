import { fingerprint } from "#server/delivery/causes/fingerprint.ts";
import { noteDeaths } from "#server/delivery/causes/sql/note-deaths.ts";
import { readPayloads } from "#server/delivery/causes/sql/read-payloads.ts";
import { maskPayload } from "#server/delivery/privacy/mask-payload.ts";
import type { Tx } from "#server/platform/database/db.ts";

export type NewDeath = { id: string; handler: string; failureCode: string | null; error: string | null };

/**
 * Gives deliveries that died in this transaction their causes, and counts them. Last of what the transaction writes. What a
 * message holds about its customer is read first: servers repeat it in their refusals, and a title is read by everybody.
 */
export async function nameDeaths(tx: Tx, deaths: readonly NewDeath[], build: string): Promise<void> {
  if (deaths.length === 0) return;
  const payloads = await readPayloads(
    tx,
    deaths.map(({ id }) => id),
  );
  const personal = new Map(
    payloads.map(({ id, type, data }) => [id, maskPayload(type, data).fields.map(({ value }) => String(value))]),
  );
  await noteDeaths(
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
