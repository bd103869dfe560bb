import * as z from "zod";
import { alertSeverities } from "#server/contracts/monitoring/alert.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const episode = z.object({
  at: z.string(),
  until: z.string().nullable(),
  severity: z.enum(alertSeverities),
  message: z.string(),
});
export type Episode = Omit<z.output<typeof episode>, "at" | "until"> & { at: Date; until: Date | null };

const markers = z.object({
  replays: z.array(z.object({ at: z.string(), count: z.int() })),
  deploys: z.array(z.object({ at: z.string(), builds: z.array(z.string()) })),
  alerts: z.array(episode),
});

/** More alerts than these overlap in a chart anyway. */
const mostEpisodes = 500;

const statement = defineStatement({
  name: "read_markers_of_history",
  text: `
      with span as (select $1::timestamptz as since, make_interval(secs => $2::int) as width),
      replay as (
        select date_bin(s.width, at, 'epoch') as at, count(*) as count from span s, audit_entry
        where action = 'dead-letter.replay' and at >= s.since group by 1
      ), began as (
        -- The web server and the workers of one deploy start seconds apart: the first counts.
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
  row: z.object({ markers }),
});

/**
 * Replays and deploys per bucket since `since`, and every alert that fired and was not resolved before: of a handler and of
 * the whole pipeline, or of all handlers.
 */
export async function readMarkers(
  db: Queryable,
  input: { since: Date; bucketSeconds: number; handler: string | null },
): Promise<z.output<typeof markers>> {
  return (await statement.one(db, [input.since, input.bucketSeconds, input.handler])).markers;
}
