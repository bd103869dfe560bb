import type { Queryable } from "#server/platform/database/db.ts";

export type HourRow = { fingerprint: string; ago: number; deaths: number };

/** Deaths by clock hour of a page of causes, in the last 24: `ago` 0 is the hour of `now`. Hours without a death have no row. */
export async function readHours(queryable: Queryable, now: Date, fingerprints: readonly string[]): Promise<HourRow[]> {
  const { rows } = await queryable.query<HourRow>({
    name: "read_hours",
    text: `select fingerprint, (extract(epoch from date_trunc('hour', $1::timestamptz, 'UTC') - hour) / 3600)::int as ago, deaths
           from cause_hour where fingerprint = any($2::text[])
             and hour > date_trunc('hour', $1::timestamptz, 'UTC') - interval '24 hours' and hour <= $1::timestamptz`,
    values: [now, fingerprints],
  });
  return rows;
}
