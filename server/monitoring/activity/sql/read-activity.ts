import * as z from "zod";
import { type ActivityDto, storedActivity } from "#server/contracts/monitoring/activity.ts";
import { toSubjectFields } from "#server/delivery/messages/read-subject.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import { processStateColumn } from "#server/monitoring/processes/sql/process-states.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "read_activity",
  text: `
      with turn as (
        select fired_at as at, 'fired' as turn, alert.* from alert where fired_at is not null
        union all
        select resolved_at, 'resolved', alert.* from alert where fired_at is not null and state = 'resolved'
        order by 1 desc limit $2
      ), told as (
        select at, seq, jsonb_build_array(actor_name, action) as sort,
               jsonb_build_object('kind', 'action', 'who', actor_name, 'action', action,
                 'target', jsonb_build_object('kind', target_kind, 'id', target_id)) as line
        from (select * from audit_entry where cardinality($1::text[]) > 0 order by seq desc limit $2) latest
        where action = any($1::text[])
        union all
        select at, 0, jsonb_build_array(turn, rule),
               jsonb_build_object('kind', 'alert', 'turn', turn, 'rule', rule, 'subject', subject, 'severity', severity,
                 'message', message, 'seconds', case turn when 'resolved' then extract(epoch from resolved_at - fired_at) end)
        from turn
        union all
        select at, 0, jsonb_build_array('deploy', build), jsonb_build_object('kind', 'deploy', 'build', build)
        from (select at, build, lag(build) over (order by at, kind) is distinct from build as new from deploy) d where new
        union all
        select seen_at, 0, jsonb_build_array('lost'), jsonb_build_object('kind', 'lost', 'worker', host || ':' || pid)
        from running_process where kind = 'worker' and ${processStateColumn} = 'gone'
      ), parted as (
        select *, (lag(sort) over newest_first is distinct from sort
                   or lag(at) over newest_first - at > interval '1 minute')::int as parts
        from told window newest_first as (order by at desc, seq desc)
      ), run as (
        select *, sum(parts) over (order by at desc, seq desc rows unbounded preceding) as run from parted
      ), line as (
        select run, max(at) as at, count(*) as count, (array_agg(line order by at desc, seq desc))[1] as line
        from run group by run order by run limit $3
      )
      select line || jsonb_build_object('at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'count', count)
             || case when line->>'kind' = 'action' then jsonb_build_object('subject', case line->'target'->>'kind'
                  when 'delivery' then (select d.subject from delivery d where d.id = (line->'target'->>'id')::uuid) end)
                else '{}' end as line
      from line order by run`,
  row: z.object({ line: storedActivity }),
});

/**
 * The latest activities, newest first. Equal ones within a minute (same actor and action, alerts of one rule) become one,
 * described by the newest. `actions`: the audited actions to include, among the latest `depth`; with none the audit log is not read.
 */
export async function readActivity(
  db: Queryable,
  input: { actions: readonly string[]; depth: number; limit: number },
): Promise<ActivityDto[]> {
  const rows = await statement.all(db, [input.actions, input.depth, input.limit]);
  return rows.map(({ line }) => {
    if (line.kind === "alert") return { ...line, message: maskAddresses(line.message) };
    return line.kind === "action" ? { ...line, ...toSubjectFields(line.subject) } : line;
  });
}
