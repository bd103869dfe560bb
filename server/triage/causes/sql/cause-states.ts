import type { CauseTab } from "#server/contracts/triage/cause.ts";
import { escalation, newHours, statesOfTab } from "#server/triage/causes/cause-state.ts";

const { recentMinutes, fewest, times, recentHours, earlierHours } = escalation;
const thisHour = "date_trunc('hour', $1::timestamptz, 'UTC')";

/**
 * All causes as `c` with their state at $1, for a `with … as`: the rules of server/triage/causes/cause-state.ts in SQL. Hours
 * are read only for causes with a recent dead letter, because the condition is inside the lateral query.
 */
export const causeStates = `
  select c.*, case
    when c.resolved_at is not null then 'resolved'
    when (c.muted_until is not null or c.muted_until_deaths is not null) and coalesce($1::timestamptz < c.muted_until, true)
      and coalesce(c.deaths < c.muted_until_deaths, true) then 'muted'
    when c.dead = 0 then 'quiet'
    when h.recent >= ${fewest} and h.recent * ${earlierHours} >= ${times * recentHours} * h.earlier then 'escalating'
    when c.regressed_at is not null then 'regressed'
    when c.first_seen_at > $1::timestamptz - interval '${newHours} hours' then 'new'
    else 'ongoing' end as state
  from cause c left join lateral (
    select coalesce(sum(deaths) filter (where hour > ${thisHour} - interval '${recentHours} hours'), 0) as recent,
           coalesce(sum(deaths) filter (where hour <= ${thisHour} - interval '${recentHours} hours'), 0) as earlier
    from cause_hour h where c.last_seen_at > $1::timestamptz - interval '${recentMinutes} minutes'
      and h.fingerprint = c.fingerprint and h.hour <= ${thisHour}
      and h.hour > ${thisHour} - interval '${recentHours + earlierHours} hours'
  ) h on true`;

/** The condition that a tab shows the cause `s`, a row of `causeStates`. */
export const inTab = (tab: CauseTab): string =>
  `s.state in (${statesOfTab[tab].map((state) => `'${state}'`).join(", ")})${tab === "regressed" ? " and s.regressed_at is not null" : ""}`;
