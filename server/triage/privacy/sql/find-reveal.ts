import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** How long revealed data stays visible to the user who revealed it. */
export const revealMinutes = 15;

const statement = defineStatement({
  name: "find_reveal",
  text: `select max(at) + interval '${revealMinutes} minutes' as until from audit_entry
         where target_id = any($1::text[]) and action = 'dead-letter.reveal' and target_kind = 'delivery'
           and actor_id = $2 and at > now() - interval '${revealMinutes} minutes'`,
  row: z.object({ until: z.date().nullable() }),
});

/** Until when an actor sees the personal data of a dead letter, by the audit log. Null where the actor revealed none. */
export async function findReveal(
  queryable: Queryable,
  deliveryIds: readonly string[],
  actorId: string,
): Promise<Date | null> {
  return (await statement.one(queryable, [deliveryIds, actorId])).until;
}
