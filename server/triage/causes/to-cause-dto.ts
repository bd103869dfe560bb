import type { CauseDto } from "#server/contracts/triage/cause.ts";
import { namesOfHandler } from "#server/delivery/handlers/registry.ts";
import { isMuted } from "#server/triage/causes/cause-state.ts";
import type { CauseRow } from "#server/triage/causes/sql/read-causes.ts";
import type { HourRow } from "#server/triage/causes/sql/read-hours.ts";
import type { ImpactRow } from "#server/triage/causes/sql/read-impacts.ts";

/** Converts a row of the list of causes. Its title is normalised, so it contains no address. */
export function toCauseDto(
  row: CauseRow,
  { now, hours, impact, cap }: { now: Date; hours: readonly HourRow[]; impact: ImpactRow | undefined; cap: number },
): CauseDto {
  const deathsAgo = new Map(hours.map(({ ago, deaths }) => [ago, deaths]));
  const more = row.dead > cap;
  const { mutedUntilDeaths } = row;
  return {
    fingerprint: row.fingerprint,
    handler: row.handler,
    handlerLabel: namesOfHandler(row.handler).label,
    failureCode: row.failureCode,
    errorClass: row.errorClass,
    title: row.title,
    frame: row.frame,
    state: row.state,
    dead: row.dead,
    deaths: row.deaths,
    hours: Array.from({ length: 24 }, (_, index) => deathsAgo.get(23 - index) ?? 0),
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    oldestDeadAt: impact?.oldestAt?.toISOString() ?? null,
    affected: { count: impact?.subjects ?? 0, more, kind: impact?.kind ?? "subjects" },
    holding: { count: impact?.held ?? 0, subjects: impact?.heldSubjects ?? 0, more },
    builds: row.builds,
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    regressedAt: row.regressedAt?.toISOString() ?? null,
    muted: isMuted(row, now)
      ? {
          until: row.mutedUntil?.toISOString() ?? null,
          deathsLeft: mutedUntilDeaths === null ? null : mutedUntilDeaths - row.deaths,
        }
      : null,
    owner: row.ownerId === null ? null : { id: row.ownerId, name: row.ownerName ?? "" },
    note: row.note,
    link: row.link,
    version: row.version,
  };
}
