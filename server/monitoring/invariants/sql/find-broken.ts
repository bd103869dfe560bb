import * as z from "zod";
import type { Invariant } from "#server/contracts/monitoring/outbox.ts";
import { registeredModules } from "#server/delivery/handlers/registry.ts";
import { findJobless } from "#server/delivery/outbox/sql/find-jobless.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { queueSchema } from "#server/platform/pgboss/boss.ts";

/** Rows of the last minute are left out: a process may still be working on them. */
const old = "interval '60 s'";
const row = z.object({ id: z.uuid() });

const relayedWithoutDelivery = defineStatement({
  name: "relayed_without_delivery",
  text: `
    select m.id::text as id from outbox_message m
    where m.parked_at is null and m.occurred_at < now() - ${old}
      and not exists (select from delivery d where d.message_id = m.id)
      and not exists (select from outbox_pending p where p.seq = m.seq) limit $1::int`,
  row,
});

const waitingThatNothingHolds = defineStatement({
  name: "waiting_that_nothing_holds",
  text: `
    select w.id::text as id from delivery w
    where w.state = 'waiting' and w.release_at < now() - ${old} and w.updated_at < now() - ${old} and w.check_at < now() - ${old}
      and w.handler in (select name from ${queueSchema}.queue)
      and not exists (select from outbox_pending p where w.ordered and p.subject = w.subject and p.seq < w.position)
      and not exists (select from delivery f where w.ordered and f.handler = w.handler and f.subject = w.subject
                      and f.ordered and f.state in ('queued', 'retrying'))
      and not exists (select from delivery s where w.ordered and s.handler = w.handler and s.subject = w.subject
                      and s.ordered and (s.state = 'waiting' or (s.state = 'dead' and s.holds))
                      and (s.position, s.revision, s.id) < (w.position, w.revision, w.id)) limit $1::int`,
  row,
});

/** For each invariant the IDs that break it. Each statement reads committed rows only, and takes no lock. */
const statements = {
  relayed_without_delivery: relayedWithoutDelivery,
  waiting_that_nothing_holds: waitingThatNothingHolds,
};

/** Up to `most` IDs that break an invariant. */
export async function findBroken(db: Queryable, invariant: Invariant, most: number): Promise<string[]> {
  if (invariant === "orders_without_message") {
    const found: string[] = [];
    for (const { findUnpublished } of registeredModules()) found.push(...((await findUnpublished?.(db, most)) ?? []));
    return found.slice(0, most);
  }
  const broken =
    invariant === "in_flight_without_job" ? await findJobless(db, most) : await statements[invariant].all(db, [most]);
  return broken.map(({ id }) => id);
}
