import type { CauseDto } from "#server/contracts/triage/cause.ts";
import { db } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { type CauseRow, readCause } from "#server/triage/causes/sql/read-causes.ts";
import { readHours } from "#server/triage/causes/sql/read-hours.ts";
import { readImpacts } from "#server/triage/causes/sql/read-impacts.ts";
import { toCauseDto } from "#server/triage/causes/to-cause-dto.ts";

/** How many dead letters the page of one cause reads. */
export const pageCap = 1_000;

/** A list reads 2,000 dead letters, however many causes it shows: 400 each for five, 40 each for fifty. */
export const capFor = (causes: number): number => Math.min(pageCap, Math.floor(2_000 / Math.max(1, causes)));

/** Completes the rows of one page with the data that only visible rows need: hours and impact. */
export async function describeCauses(rows: readonly CauseRow[], now: Date, cap: number): Promise<CauseDto[]> {
  if (rows.length === 0) return [];
  const fingerprints = rows.map(({ fingerprint }) => fingerprint);
  const [hours, impacts] = await Promise.all([
    readHours(db(), now, fingerprints),
    readImpacts(db(), fingerprints, cap),
  ]);
  return rows.map((row) =>
    toCauseDto(row, {
      now,
      hours: hours.filter(({ fingerprint }) => fingerprint === row.fingerprint),
      impact: impacts.find(({ fingerprint }) => fingerprint === row.fingerprint),
      cap,
    }),
  );
}

/** One cause with its hours and its impact. Throws 404. */
export async function describeCause(fingerprint: string): Promise<CauseDto> {
  const now = new Date();
  const row = await readCause(db(), now, fingerprint);
  const [cause] = row ? await describeCauses([row], now, pageCap) : [];
  if (!cause) throw new NotFoundError(`There is no cause ${fingerprint}.`);
  return cause;
}
