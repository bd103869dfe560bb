import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "insert_revisions",
  text: `insert into delivery (id, message_id, handler, subject, state, root_id, idempotency_key, revision, position,
                               ordered, holds, release_at, check_at)
         select n.id, n.message_id, n.handler, n.subject, 'waiting', n.root_id,
                coalesce(n.same_as, idempotency_key_of(n.message_id, n.handler)), newest.revision + 1, n.position,
                n.ordered, n.holds, w.ends_at, w.ends_at
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::bigint[], $8::bool[], $9::bool[])
           with ordinality as n (id, message_id, handler, subject, root_id, same_as, position, ordered, holds, place)
         cross join (select now() + $10::float8 * interval '1 s' as ends_at) w
         cross join lateral (select max(d.revision) as revision from delivery d where ${ofRoot("n.root_id")}) newest
         order by n.place`,
});

type Revision = {
  id: string;
  /** The delivery that it repeats. */
  of: Pick<LockedDelivery, "handler" | "subject" | "rootId" | "position" | "ordered" | "holds">;
  messageId: string;
  /** The idempotency key of an unchanged payload; null for the key of its own message. */
  sameAs: string | null;
};

/**
 * Adds the next revision of each root, waiting at the position of the delivery that it repeats: before the later messages of
 * its subject that still wait. The relay releases it when its undo window is over. Roots are distinct.
 */
export async function insertRevisions(tx: Tx, revisions: readonly Revision[], undoSeconds: number): Promise<void> {
  await statement.run(tx, [
    revisions.map(({ id }) => id),
    revisions.map(({ messageId }) => messageId),
    revisions.map(({ of }) => of.handler),
    revisions.map(({ of }) => of.subject),
    revisions.map(({ of }) => of.rootId),
    revisions.map(({ sameAs }) => sameAs),
    revisions.map(({ of }) => of.position),
    revisions.map(({ of }) => of.ordered),
    revisions.map(({ of }) => of.holds),
    undoSeconds,
  ]);
}
