import type { Queryable } from "#server/platform/database/db.ts";

/** How long what was revealed stays so, for the one who asked. */
export const revealMinutes = 15;

/** Until when an actor sees what a dead letter holds about people: the audit itself is the record. Null where they never asked. */
export async function findReveal(
  queryable: Queryable,
  deliveryIds: readonly string[],
  actorId: string,
): Promise<Date | null> {
  const { rows } = await queryable.query<{ until: Date | null }>({
    name: "find_reveal",
    text: `select max(at) + interval '${revealMinutes} minutes' as until from audit_entry
           where target_id = any($1::text[]) and action = 'dead-letter.reveal' and target_kind = 'delivery'
             and actor_id = $2 and at > now() - interval '${revealMinutes} minutes'`,
    values: [deliveryIds, actorId],
  });
  return rows[0]?.until ?? null;
}
