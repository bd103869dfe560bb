import { inFlightStates } from "#server/delivery/deliveries/delivery-state.ts";
import type { Try } from "#server/delivery/deliveries/sql/settle-deliveries.ts";
import type { Queryable } from "#server/platform/database/db.ts";

/**
 * Commits that this try is about to hand over its last byte: whoever finds its claim open later knows that the other side
 * may have it. Returns false when the try does not hold the claim any more: then nothing may leave.
 */
export async function markDataSent(queryable: Queryable, { id, attempt }: Try): Promise<boolean> {
  const { rowCount } = await queryable.query({
    name: "mark_data_sent",
    text: `update delivery set data_since = now(), updated_at = now()
           where id = $1 and attempts = $2 and sending_since is not null and state = any($3::text[])`,
    values: [id, attempt, inFlightStates],
  });
  return rowCount === 1;
}
