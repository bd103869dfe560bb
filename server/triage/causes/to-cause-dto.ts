import type { CauseDto } from "#server/contracts/triage/cause.ts";
import { namesOfHandler } from "#server/delivery/handlers/registry.ts";
import { isoTimes } from "#server/platform/database/row-of-dto.ts";
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
  const { mutedUntil, mutedUntilDeaths, ownerId, ownerName, lastSeenExact: _, ...stored } = row;
  return {
    ...isoTimes(stored),
    handlerLabel: namesOfHandler(row.handler).label,
    hours: Array.from({ length: 24 }, (_, index) => deathsAgo.get(23 - index) ?? 0),
    oldestDeadAt: impact?.oldestAt?.toISOString() ?? null,
    affected: { count: impact?.subjects ?? 0, more, kind: impact?.kind ?? "subjects" },
    holding: { count: impact?.held ?? 0, subjects: impact?.heldSubjects ?? 0, more },
    muted: isMuted(row, now)
      ? {
          until: mutedUntil?.toISOString() ?? null,
          deathsLeft: mutedUntilDeaths === null ? null : mutedUntilDeaths - row.deaths,
        }
      : null,
    owner: ownerId === null ? null : { id: ownerId, name: ownerName ?? "" },
  };
}
