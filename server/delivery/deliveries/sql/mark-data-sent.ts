import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import type { ClaimedAttempt } from "#server/delivery/deliveries/sql/settle-deliveries.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "mark_data_sent",
  text: `update delivery set data_since = now(), updated_at = now()
           where id = $1 and attempts = $2 and sending_since is not null and state = any($3::text[])`,
});

/**
 * Commits that this attempt is about to send its last byte, so that the mail counts as maybe sent if its worker is lost.
 * Returns false when the attempt has lost its claim: then nothing may be sent.
 */
export const markDataSent = async (db: Queryable, { id, attempt }: ClaimedAttempt): Promise<boolean> =>
  (await statement.run(db, [id, attempt, inFlightStates])) === 1;
