import type { CauseState, CauseTab } from "#server/contracts/triage/cause.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { causeStates, inTab } from "#server/triage/causes/sql/cause-states.ts";

export type CauseRow = {
  fingerprint: string;
  handler: string;
  failureCode: string;
  errorClass: string | null;
  title: string;
  frame: string | null;
  state: CauseState;
  dead: number;
  deaths: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
  /** UTC to the microsecond, for the cursor. */
  lastSeenExact: string;
  builds: string[];
  resolvedAt: Date | null;
  regressedAt: Date | null;
  mutedUntil: Date | null;
  mutedUntilDeaths: number | null;
  ownerId: string | null;
  ownerName: string | null;
  note: string | null;
  link: string | null;
  version: number;
};

export type CauseCursor = { dead: number; at: string; fingerprint: string };

const columns = `s.fingerprint, s.handler, s.failure_code as "failureCode", s.error_class as "errorClass", s.title, s.frame, s.state,
  s.dead, s.deaths, s.first_seen_at as "firstSeenAt", s.last_seen_at as "lastSeenAt",
  to_char(s.last_seen_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as "lastSeenExact", s.builds,
  s.resolved_at as "resolvedAt", s.regressed_at as "regressedAt", s.muted_until as "mutedUntil",
  s.muted_until_deaths as "mutedUntilDeaths", s.owner_id as "ownerId", u.name as "ownerName", s.note, s.link, s.version`;

/** A page of a tab by impact: how many are dead, then what died last. By keyset: never an offset, never a dead letter read. */
export async function readCauses(
  queryable: Queryable,
  { now, tab, limit, after }: { now: Date; tab: CauseTab; limit: number; after: CauseCursor | null },
): Promise<CauseRow[]> {
  const { rows } = await queryable.query<CauseRow>({
    name: `read_causes_${tab}`,
    text: `with s as (${causeStates})
           select ${columns} from s left join console_user u on u.id = s.owner_id
           where ${inTab(tab)} and ($3::int is null or s.dead < $3 or (s.dead = $3 and (
             s.last_seen_at < $4::timestamp at time zone 'UTC'
             or (s.last_seen_at = $4::timestamp at time zone 'UTC' and s.fingerprint > $5))))
           order by s.dead desc, s.last_seen_at desc, s.fingerprint limit $2`,
    values: [now, limit, after?.dead ?? null, after?.at ?? null, after?.fingerprint ?? null],
  });
  return rows;
}

/** One cause, whatever tab it is in. */
export async function readCause(queryable: Queryable, now: Date, fingerprint: string): Promise<CauseRow | null> {
  const { rows } = await queryable.query<CauseRow>({
    name: "read_cause",
    text: `with s as (${causeStates} where c.fingerprint = $2)
           select ${columns} from s left join console_user u on u.id = s.owner_id`,
    values: [now, fingerprint],
  });
  return rows[0] ?? null;
}
