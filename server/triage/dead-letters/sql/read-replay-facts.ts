import * as z from "zod";
import { overtakenDto } from "#server/contracts/triage/dead-letter.ts";
import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { isoTimeOf } from "#server/platform/database/time-columns.ts";

const isoTime = z.iso.datetime();

const row = z.object({
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
export type ReplayFacts = z.output<typeof row>;

const statement = defineStatement({
  name: "read_replay_facts",
  text: `
    with root as materialized (
      select d.revision, d.state, d.accepted_at, d.provider_reply, d.ambiguous_since from delivery d where ${ofRoot("$2")}
    )
    select (select json_build_object('at', ${isoTimeOf("accepted_at")}, 'reply', provider_reply, 'revision', revision)
            from root where accepted_at is not null order by accepted_at limit 1) as accepted,
           (select ${isoTimeOf("min(ambiguous_since)")} from root) as "maybeSentSince",
           (select count(*)::int from root where revision > 1 and state <> 'withdrawn') as replays,
           (select json_build_object('messageType', r.type, 'at', ${isoTimeOf("r.occurred_at")}) from outbox_message r
            where r.subject = d.subject and r.seq > d.position and r.type = any($3::text[]) and r.target_handler is null
            order by r.seq limit 1) as "revokedBy",
           (select coalesce(json_agg(json_build_object('id', l.id, 'messageType', l.type, 'at', ${isoTimeOf("l.accepted_at")})
                            order by l.position), '[]')
            from (select l.id, l.position, l.accepted_at, m.type
                  from delivery l join outbox_message m on m.id = l.message_id
                  where m.subject = d.subject and d.ordered and l.handler = d.handler and l.root_id <> d.root_id
                    and l.position > d.position and l.accepted_at is not null
                  order by l.position, l.revision limit 50) l) as "overtakenBy"
    from delivery d where d.id = $1`,
  row,
});

/** The facts for and against a replay of a delivery, of its whole root and its subject, at one moment. */
export async function readReplayFacts(
  queryable: Queryable,
  of: { id: string; rootId: string; revokers: readonly string[] },
): Promise<ReplayFacts> {
  return statement.one(queryable, [of.id, of.rootId, of.revokers]);
}
