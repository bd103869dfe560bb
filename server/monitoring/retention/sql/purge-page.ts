import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import type { Periods } from "#server/monitoring/retention/periods.ts";
import type { Tx } from "#server/platform/database/db.ts";

/** What may still need its payload: whatever is open, and what is dead until an operator decides. */
const needed = "('waiting', 'queued', 'retrying', 'dead')";

/** Whether nobody else is purging: one at a time is enough, and two would wait for each other's rows. */
export async function lockPurge(tx: Tx): Promise<boolean> {
  await tx.query("set local lock_timeout = '2s'");
  const { rows } = await tx.query<{ locked: boolean }>({
    name: "lock_purge",
    text: "select pg_try_advisory_xact_lock(hashtext('redeliver.purge')) as locked",
  });
  return rows[0]?.locked ?? false;
}

export type Page = { ids: string[]; lastId: string | null; ended: boolean };

/**
 * The next messages by id, and which of them are relayed and old enough to look at. Walks the primary key, all of it: an
 * index of what is not purged yet would cost every order an entry, and this runs once an hour.
 */
export async function readPage(tx: Tx, input: { after: string; limit: number; periods: Periods }): Promise<Page> {
  const { delivered, discarded, withdrawn } = input.periods;
  const { rows } = await tx.query<Page>({
    name: "read_purge_page",
    text: `with page as materialized (
             select m.id, m.payload_purged_at is null and m.occurred_at < now() - $3::float8 * interval '1 day'
                          and (select p.seq from outbox_pending p where p.seq = m.seq) is null as closed
             from outbox_message m where m.id > $1::uuid order by m.id limit $2
           )
           select coalesce(array_agg(id::text) filter (where closed), '{}') as ids, max(id::text) as "lastId",
                  count(*) < $2 as ended from page`,
    values: [input.after, input.limit, Math.min(delivered, discarded, withdrawn)],
  });
  return rows[0] ?? { ids: [], lastId: null, ended: true };
}

/**
 * Locks every revision of every root that the messages belong to: a restore that comes now waits, and then sees. First and later
 * revisions are found each by its own index: asked as one condition, every page read all deliveries there are.
 */
export async function lockRoots(tx: Pick<Tx, "query">, messageIds: readonly string[]): Promise<void> {
  await tx.query({
    name: "lock_purge_roots",
    text: `with root as materialized (select distinct root_id as id from delivery where message_id = any($1::uuid[])),
                every as materialized (
                  select id from root union select d.id from root join delivery d on d.root_id = root.id and d.revision > 1
                )
           select from delivery where id in (select id from every) order by id for update`,
    values: [messageIds],
  });
}

/** Empties the payloads of those messages of which every revision of every root has been settled for the period of its state. */
export async function emptyPayloads(
  tx: Pick<Tx, "query">,
  messageIds: readonly string[],
  periods: Periods,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>({
    name: "empty_payloads",
    text: `update outbox_message m set data = '{}', payload_purged_at = now()
           where m.id = any($1::uuid[]) and m.payload_purged_at is null
             and not exists (
               select from delivery r join delivery d on ${ofRoot("r.root_id")}
               where r.message_id = m.id
                 and (d.state in ${needed}
                      -- What was replayed is as old as its newest revision; a letter's time begins when it was put away.
                      or coalesce(d.discarded_at, d.settled_at) >= now() - interval '1 day' * case d.state
                        when 'delivered' then $2::float8 when 'discarded' then $3::float8 when 'withdrawn' then $4::float8 end))
           returning m.id`,
    values: [messageIds, periods.delivered, periods.discarded, periods.withdrawn],
  });
  return rows.map(({ id }) => id);
}

/** The audit keeps who, what, when and why; the copies of the payload that it holds go with the payload, their digests stay. */
export async function emptyAuditCopies(tx: Tx, messageIds: readonly string[]): Promise<void> {
  await tx.query({
    name: "empty_audit_copies",
    text: `update audit_entry a set before = null, after = null
           from delivery d where d.message_id = any($1::uuid[]) and a.target_kind = 'delivery' and a.target_id = d.id::text
             and (a.before is not null or a.after is not null)`,
    values: [messageIds],
  });
}
