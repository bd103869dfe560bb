import * as z from "zod";
import { type CauseTab, causeDto, causeTabs } from "#server/contracts/triage/cause.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement, defineStatementBuilder } from "#server/platform/database/define-statement.ts";
import { rowOf } from "#server/platform/database/row-of-dto.ts";
import { exactTimeOf } from "#server/platform/database/time-columns.ts";
import type { CauseCursor } from "#server/triage/causes/cause-cursor.ts";
import { causeStates, inTab } from "#server/triage/causes/sql/cause-states.ts";

/** The fields that are not columns of the statement. */
const derived = { handlerLabel: true, hours: true, oldestDeadAt: true, affected: true, holding: true } as const;
const row = rowOf(causeDto.omit({ ...derived, muted: true, owner: true })).extend({
  /** UTC to the microsecond, for the cursor. */
  lastSeenExact: z.string(),
  mutedUntil: z.date().nullable(),
  mutedUntilDeaths: z.int().nullable(),
  ownerId: z.uuid().nullable(),
  ownerName: z.string().nullable(),
});
export type CauseRow = z.output<typeof row>;

const columns = `s.fingerprint, s.handler, s.failure_code as "failureCode", s.error_class as "errorClass", s.title, s.frame, s.state,
  s.dead, s.deaths, s.first_seen_at as "firstSeenAt", s.last_seen_at as "lastSeenAt",
  ${exactTimeOf("s.last_seen_at")} as "lastSeenExact", s.builds,
  s.resolved_at as "resolvedAt", s.regressed_at as "regressedAt", s.muted_until as "mutedUntil",
  s.muted_until_deaths as "mutedUntilDeaths", s.owner_id as "ownerId", u.name as "ownerName", s.note, s.link, s.version`;

const readPage = defineStatementBuilder({
  name: "read_causes",
  text: (tab: CauseTab) => `with s as (${causeStates})
         select ${columns} from s left join console_user u on u.id = s.owner_id
         where ${inTab(tab)} and ($3::int is null or s.dead < $3 or (s.dead = $3 and (
           s.last_seen_at < $4::timestamp at time zone 'UTC'
           or (s.last_seen_at = $4::timestamp at time zone 'UTC' and s.fingerprint > $5))))
         order by s.dead desc, s.last_seen_at desc, s.fingerprint limit $2`,
  shapes: causeTabs,
  row,
});

const readOne = defineStatement({
  name: "read_cause",
  text: `with s as (${causeStates} where c.fingerprint = $2)
         select ${columns} from s left join console_user u on u.id = s.owner_id`,
  row,
});

/** A page of a tab by keyset: most dead letters first, then most recently seen. It reads no dead letters. */
export async function readCauses(
  queryable: Queryable,
  { now, tab, limit, after }: { now: Date; tab: CauseTab; limit: number; after: CauseCursor | null },
): Promise<CauseRow[]> {
  return readPage(tab).all(queryable, [
    ...[now, limit],
    ...[after?.dead ?? null, after?.at ?? null, after?.fingerprint ?? null],
  ]);
}

/** One cause in any state. */
export async function readCause(queryable: Queryable, now: Date, fingerprint: string): Promise<CauseRow | null> {
  return (await readOne.maybeOne(queryable, [now, fingerprint])) ?? null;
}
