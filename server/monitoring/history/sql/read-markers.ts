import type { AlertSeverity } from "#server/contracts/monitoring/alert.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type Episode = { at: Date; until: Date | null; severity: AlertSeverity; message: string };
export type MarkerRows = {
  replays: { at: string; count: number }[];
  deploys: { at: string; builds: string[] }[];
  alerts: (Omit<Episode, "at" | "until"> & { at: string; until: string | null })[];
};

/** More episodes than this are one band anyway. */
const mostEpisodes = 500;

/**
 * What happened since: replays and deploys per bucket, and every episode that fired and was not over before, of a handler
 * and of the whole pipeline, or of all.
 */
export async function readMarkers(
  queryable: Queryable,
  input: { since: Date; bucketSeconds: number; handler: string | null },
): Promise<MarkerRows> {
  const { rows } = await queryable.query<{ markers: MarkerRows }>({
    name: "read_markers_of_history",
    text: `
      with span as (select $1::timestamptz as since, make_interval(secs => $2::int) as width),
      replay as (
        select date_bin(s.width, at, 'epoch') as at, count(*) as count from span s, audit_entry
        where action = 'dead-letter.replay' and at >= s.since group by 1
      ), began as (
        -- The web server and the workers of one deploy start seconds apart: the first of them is it.
        select date_bin(s.width, at, 'epoch') as at, json_agg(distinct build) as builds
        from span s, (select at, build, lag(build) over (order by at, kind) is distinct from build as new from deploy) d
        where at >= s.since and d.new group by 1
      ), episode as (
        select date_bin(s.width, greatest(fired_at, s.since), 'epoch') as at, date_bin(s.width, resolved_at, 'epoch') as until,
               severity, message
        from span s, alert where fired_at is not null and (state <> 'resolved' or resolved_at >= s.since)
          and ($3::text is null or subject in ($3::text, '') or rule = 'sending_paused') order by fired_at desc limit ${mostEpisodes}
      )
      select json_build_object(
        'replays', (select coalesce(json_agg(replay order by at), '[]') from replay),
        'deploys', (select coalesce(json_agg(began order by at), '[]') from began),
        'alerts', (select coalesce(json_agg(episode order by at), '[]') from episode)) as markers`,
    values: [input.since, input.bucketSeconds, input.handler],
  });
  return rows[0]?.markers ?? { replays: [], deploys: [], alerts: [] };
}
