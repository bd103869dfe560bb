import type { Queryable } from "#server/platform/database/db.ts";

export type ImpactRow = {
  fingerprint: string;
  /** Different subjects among the newest letters, and their kind where all have the same. */
  subjects: number;
  kind: string | null;
  /** Messages that wait behind them, and of how many subjects. */
  held: number;
  heldSubjects: number;
  oldestAt: Date | null;
};

/**
 * How far causes reach, judged by their newest `cap` dead letters each: what a page of causes may cost does not grow with
 * how many are dead. Of one subject the earliest dead letter holds all that wait, so each waiting message counts once.
 */
export async function readImpacts(
  queryable: Queryable,
  fingerprints: readonly string[],
  cap: number,
): Promise<ImpactRow[]> {
  const { rows } = await queryable.query<ImpactRow>({
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
    values: [fingerprints, cap],
  });
  return rows;
}
