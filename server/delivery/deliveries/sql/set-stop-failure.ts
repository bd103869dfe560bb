import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "stop_trying",
  text: `update delivery set failure_code = coalesce(failure_code, 'stopped'),
                  error = coalesce(error, 'Stopped by hand before its first try.'), updated_at = now() where id = $1`,
});

/** Sets the failure of a locked delivery that an operator stops: the one of its last attempt, or `stopped`. */
export async function setStopFailure(tx: Tx, id: string): Promise<void> {
  await statement.run(tx, [id]);
}
