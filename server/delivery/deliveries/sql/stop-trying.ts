import type { Tx } from "#server/platform/database/db.ts";

/** Why a locked delivery dies that no try has condemned: of what its last try failed of, or of the hand alone. */
export async function stopTrying(tx: Tx, id: string): Promise<void> {
  await tx.query({
    name: "stop_trying",
    text: `update delivery set failure_code = coalesce(failure_code, 'stopped'),
                  error = coalesce(error, 'Stopped by hand before its first try.'), updated_at = now() where id = $1`,
    values: [id],
  });
}
