import type { Invariant } from "#server/contracts/monitoring/outbox.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";
import { findJobless } from "#server/delivery/outbox/sql/find-jobless.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { queueSchema } from "#server/platform/pgboss/boss.ts";

/** What is a minute old is over: whoever was about to do something about it has done it. */
const old = "interval '60 s'";

/** For each invariant the ids that break it. Every one reads committed rows alone, and takes no lock. */
const statements: Record<Exclude<Invariant, "in_flight_without_job" | "orders_without_message">, string> = {
  relayed_without_delivery: `
    select m.id::text as id from outbox_message m
    where m.parked_at is null and m.occurred_at < now() - ${old}
      and not exists (select from delivery d where d.message_id = m.id)
      and not exists (select from outbox_pending p where p.seq = m.seq)`,
  waiting_that_nothing_holds: `
    select w.id::text as id from delivery w
    where w.state = 'waiting' and w.release_at < now() - ${old} and w.updated_at < now() - ${old} and w.check_at < now() - ${old}
      and w.handler in (select name from ${queueSchema}.queue)
      and not exists (select from outbox_pending p where w.ordered and p.subject = w.subject and p.seq < w.position)
      and not exists (select from delivery f where w.ordered and f.handler = w.handler and f.subject = w.subject
                      and f.ordered and f.state in ('queued', 'retrying'))
      and not exists (select from delivery s where w.ordered and s.handler = w.handler and s.subject = w.subject
                      and s.ordered and (s.state = 'waiting' or (s.state = 'dead' and s.holds))
                      and (s.position, s.revision, s.id) < (w.position, w.revision, w.id))`,
};

/** Up to `most` ids that break an invariant. */
export async function findBroken(queryable: Queryable, invariant: Invariant, most: number): Promise<string[]> {
  // What the relay's own net looks for.
  if (invariant === "in_flight_without_job") return (await findJobless(queryable, most)).map(({ id }) => id);
  if (invariant === "orders_without_message") {
    const found: string[] = [];
    for (const { findUnpublished } of registeredModules())
      found.push(...((await findUnpublished?.(queryable, most)) ?? []));
    return found.slice(0, most);
  }
  const { rows } = await queryable.query<{ id: string }>({
    text: `${statements[invariant]} limit $1::int`,
    values: [most],
  });
  return rows.map(({ id }) => id);
}
