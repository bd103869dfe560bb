import * as z from "zod";
import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import type { Periods } from "#server/monitoring/retention/periods.ts";
import type { Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

/** States that still need the payload: open deliveries, and dead letters until an operator decides. */
const needed = "('waiting', 'queued', 'retrying', 'dead')";

const lock = defineStatement({
  name: "lock_purge",
  text: "select pg_try_advisory_xact_lock(hashtext('redeliver.purge')) as locked",
  row: z.object({ locked: z.boolean() }),
});

/** Whether no other process purges: two would wait for each other's rows. */
export async function lockPurge(tx: Tx): Promise<boolean> {
  await tx.query("set local lock_timeout = '2s'");
  return (await lock.one(tx)).locked;
}

const page = z.object({ ids: z.array(z.uuid()), lastId: z.uuid().nullable(), ended: z.boolean() });
export type Page = z.output<typeof page>;

const read = defineStatement({
  name: "read_purge_page",
  text: `with page as materialized (
             select m.id, m.payload_purged_at is null and m.occurred_at < now() - $3::float8 * interval '1 day'
                          and (select p.seq from outbox_pending p where p.seq = m.seq) is null as closed
             from outbox_message m where m.id > $1::uuid order by m.id limit $2
           )
           select coalesce(array_agg(id::text) filter (where closed), '{}') as ids, max(id::text) as "lastId",
                  count(*) < $2 as ended from page`,
  row: page,
});

/**
 * The next messages by id, and which of them are relayed and old enough. Scans the whole primary key, once per hour: an
 * index of messages that are not purged would cost an entry per order.
 */
export async function readPage(tx: Tx, input: { after: string; limit: number; periods: Periods }): Promise<Page> {
  const { delivered, discarded, withdrawn } = input.periods;
  return read.one(tx, [input.after, input.limit, Math.min(delivered, discarded, withdrawn)]);
}

const lockAll = defineStatement({
  name: "lock_purge_roots",
  text: `with root as materialized (select distinct root_id as id from delivery where message_id = any($1::uuid[])),
                every as materialized (
                  select id from root union select d.id from root join delivery d on d.root_id = root.id and d.revision > 1
                )
           select from delivery where id in (select id from every) order by id for update`,
});

/**
 * Locks every revision of every root of the messages: a restore waits for the purge. First and later revisions are found by
 * an index each; as one condition, every page scanned all deliveries.
 */
export async function lockRoots(tx: Pick<Tx, "query">, messageIds: readonly string[]): Promise<void> {
  await lockAll.run(tx, [messageIds]);
}

const empty = defineStatement({
  name: "empty_payloads",
  text: `update outbox_message m set data = '{}', payload_purged_at = now()
           where m.id = any($1::uuid[]) and m.payload_purged_at is null
             and not exists (
               select from delivery r join delivery d on ${ofRoot("r.root_id")}
               where r.message_id = m.id
                 and (d.state in ${needed}
                      -- A replayed delivery is as old as its newest revision; a discarded one counts from its discard.
                      or coalesce(d.discarded_at, d.settled_at) >= now() - interval '1 day' * case d.state
                        when 'delivered' then $2::float8 when 'discarded' then $3::float8 when 'withdrawn' then $4::float8 end))
           returning m.id`,
  row: z.object({ id: z.uuid() }),
});

/** Empties the payloads of messages whose every revision of every root was settled longer ago than the period of its state. */
export async function emptyPayloads(
  tx: Pick<Tx, "query">,
  messageIds: readonly string[],
  periods: Periods,
): Promise<string[]> {
  const purged = await empty.all(tx, [messageIds, periods.delivered, periods.discarded, periods.withdrawn]);
  return purged.map(({ id }) => id);
}

const emptyCopies = defineStatement({
  name: "empty_audit_copies",
  text: `update audit_entry a set before = null, after = null
           from delivery d where d.message_id = any($1::uuid[]) and a.target_kind = 'delivery' and a.target_id = d.id::text
             and (a.before is not null or a.after is not null)`,
});

/** Empties the copies of the payload in audit entries. Actor, action, time, reason and digests stay. */
export async function emptyAuditCopies(tx: Tx, messageIds: readonly string[]): Promise<void> {
  await emptyCopies.run(tx, [messageIds]);
}
