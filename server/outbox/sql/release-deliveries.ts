import type { Tx } from "#server/db.ts";
import { inFlightStates } from "#server/deliveries/delivery-state.ts";

/**
 * Releases up to `limit` waiting deliveries that are due: every due one of an un-ordered handler, and of an ordered one
 * the lowest (position, revision) of each subject that has nothing in flight, that no dead letter holds back, and that no
 * earlier message stands before that the relay itself could not publish yet (its next try is seconds away).
 * Only the holder of the relay's lock may call it: promotion inside the settling transaction loses wake-ups.
 */
export async function releaseDeliveries(tx: Tx, limit: number): Promise<{ id: string; handler: string }[]> {
  const { rows } = await tx.query<{ id: string; handler: string }>({
    name: "release_deliveries",
    text: `
      with due as materialized (
        select w.id from delivery w
        where w.state = 'waiting' and w.release_at <= now()
          and (not w.ordered or (
            not exists (select from delivery f where f.handler = w.handler and f.subject = w.subject
                        and f.ordered and f.state = any($2::text[]))
            and not exists (select from delivery e where e.handler = w.handler and e.subject = w.subject
                            and e.state = 'waiting' and (e.position, e.revision) < (w.position, w.revision))
            and not exists (select from delivery d where d.handler = w.handler and d.subject = w.subject
                            and d.state = 'dead' and d.holds and d.position < w.position)
            and not exists (select from outbox_message p where p.subject = w.subject and p.seq < w.position
                            and p.relayed_at is null and p.parked_at is null)))
        order by w.position, w.revision limit $1
        for update of w skip locked
      )
      update delivery w set state = 'queued', queued_at = now(), updated_at = now()
      from due where w.id = due.id and w.state = 'waiting'
      returning w.id, w.handler`,
    values: [limit, inFlightStates],
  });
  return rows;
}
