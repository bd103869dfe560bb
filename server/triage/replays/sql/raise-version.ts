import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "raise_version",
  text: "update delivery set version = version + 1, updated_at = now() where id = $1",
});

/** Raises a delivery's version, so that a decision on an earlier read gets 412 although the state is unchanged. */
export async function raiseVersion(tx: Tx, id: string): Promise<void> {
  await statement.run(tx, [id]);
}
