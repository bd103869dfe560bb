import type { Tx } from "#server/platform/database/db.ts";

/** Whoever decided on what was read before this comes too late, though the state is the same. */
export async function raiseVersion(tx: Tx, id: string): Promise<void> {
  await tx.query({
    name: "raise_version",
    text: "update delivery set version = version + 1, updated_at = now() where id = $1",
    values: [id],
  });
}
