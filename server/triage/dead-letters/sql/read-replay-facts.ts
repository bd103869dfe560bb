import * as z from "zod";
import { overtakenDto } from "#server/contracts/triage/dead-letter.ts";
import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import { revokersOf } from "#server/delivery/messages/revokers-of.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { isoTimeOf } from "#server/platform/database/time-columns.ts";

const isoTime = z.iso.datetime();
const root = `(select d.revision, d.state, d.accepted_at, d.provider_reply, d.ambiguous_since from delivery d
  where ${ofRoot("q.root_id")} offset 0) root`;

const row = z.object({
  id: z.uuid(),
  /** The first revision of the root that the receiver accepted, even after it was dead-lettered. */
  accepted: z.object({ at: isoTime, reply: z.string().nullable(), revision: z.int() }).nullable(),
  /** Since when a copy may have been sent without an answer. */
  maybeSentSince: isoTime.nullable(),
  /** Replays of this root, without the ones that were undone. */
  replays: z.int(),
  /** The later message of the same subject that revokes this one. */
  revokedBy: z.object({ messageType: z.string(), at: isoTime }).nullable(),
  /** Later messages of the same subject and handler that were sent already, where the handler keeps their order. */
  overtakenBy: z.array(overtakenDto),
});
export type ReplayFacts = Omit<z.output<typeof row>, "id">;

const statement = defineStatement({
  name: "read_replay_facts",
  text: `
    with revoker as materialized (
      select * from unnest($3::text[], $4::text[]) as r (of, type)
    )
    select q.id,
           (select json_build_object('at', ${isoTimeOf("accepted_at")}, 'reply', provider_reply, 'revision', revision)
            from ${root} where accepted_at is not null order by accepted_at limit 1) as accepted,
           (select ${isoTimeOf("min(ambiguous_since)")} from ${root}) as "maybeSentSince",
           (select count(*)::int from ${root} where revision > 1 and state <> 'withdrawn') as replays,
           (select json_build_object('messageType', r.type, 'at', ${isoTimeOf("r.occurred_at")}) from outbox_message r
            where r.subject = d.subject and r.seq > d.position and r.target_handler is null
              and r.type in (select type from revoker where revoker.of = m.type)
            order by r.seq limit 1) as "revokedBy",
           (select coalesce(json_agg(json_build_object('id', l.id, 'messageType', l.type, 'at', ${isoTimeOf("l.accepted_at")})
                            order by l.position), '[]')
            from (select l.id, l.position, l.accepted_at, lm.type
                  from delivery l join outbox_message lm on lm.id = l.message_id
                  where lm.subject = d.subject and d.ordered and l.handler = d.handler and l.root_id <> d.root_id
                    and l.position > d.position and l.accepted_at is not null
                  order by l.position, l.revision limit 50) l) as "overtakenBy"
    from unnest($1::uuid[], $2::uuid[]) as q (id, root_id)
    join delivery d on d.id = q.id join outbox_message m on m.id = d.message_id`,
  row,
});

type Asked = { id: string; rootId: string; messageType: string };

/** The facts for and against a replay of each delivery, of its whole root and its subject, at one moment, by its ID. */
export async function readAllReplayFacts(
  queryable: Queryable,
  deliveries: readonly Asked[],
): Promise<Map<string, ReplayFacts>> {
  const types = [...new Set(deliveries.map(({ messageType }) => messageType))];
  const revokers = types.flatMap((of) => revokersOf(of).map((type) => ({ of, type })));
  const rows = await statement.all(queryable, [
    deliveries.map(({ id }) => id),
    deliveries.map(({ rootId }) => rootId),
    revokers.map(({ of }) => of),
    revokers.map(({ type }) => type),
  ]);
  return new Map(rows.map(({ id, ...facts }) => [id, facts]));
}

/** The facts for and against a replay of one delivery. */
export async function readReplayFacts(queryable: Queryable, delivery: Asked): Promise<ReplayFacts> {
  const facts = (await readAllReplayFacts(queryable, [delivery])).get(delivery.id);
  if (!facts) throw new Error(`delivery ${delivery.id} was not found`);
  return facts;
}
