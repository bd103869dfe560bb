import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const row = z.object({
  fingerprint: z.string(),
  /** Distinct subjects of the newest dead letters, and their kind where all have the same. */
  subjects: z.int(),
  kind: z.string().nullable(),
  /** Messages that wait behind these dead letters, and of how many subjects. */
  held: z.int(),
  heldSubjects: z.int(),
  oldestAt: z.date().nullable(),
});
export type ImpactRow = z.output<typeof row>;

const statement = defineStatement({
  name: "read_extents",
  text: `
    select f.fingerprint, x.subjects, x.kind, x.held, x."heldSubjects", o.settled_at as "oldestAt"
    from unnest($1::text[]) f (fingerprint)
    cross join lateral (
      select count(distinct l.subject)::int as subjects,
             case when count(distinct split_part(l.subject, '/', 1)) = 1 then min(split_part(l.subject, '/', 1)) end as kind,
             coalesce(sum(w.count), 0)::int as held, count(distinct l.subject) filter (where w.count > 0)::int as "heldSubjects"
      from (
        select d.handler, d.subject, min(d.position) filter (where d.holds) as position from (
          select handler, subject, position, holds from delivery
          where cause = f.fingerprint and state = 'dead' order by settled_at desc, id desc limit $2) d
        group by d.handler, d.subject
      ) l left join lateral (
        select count(*) from delivery w where w.handler = l.handler and w.subject = l.subject
          and w.ordered and w.state = 'waiting' and w.position > l.position
      ) w on l.position is not null
    ) x
    left join lateral (
      select settled_at from delivery where cause = f.fingerprint and state = 'dead' order by settled_at, id limit 1
    ) o on true`,
  row,
});

/**
 * The impact of causes, estimated from the newest `cap` dead letters of each, so that the cost does not follow their number. The
 * earliest dead letter of a subject holds all that wait, so each waiting message counts once.
 */
export async function readImpacts(
  queryable: Queryable,
  fingerprints: readonly string[],
  cap: number,
): Promise<ImpactRow[]> {
  return statement.all(queryable, [fingerprints, cap]);
}
