import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const row = z.object({ fingerprint: z.string(), ago: z.int(), deaths: z.int() });
export type HourRow = z.output<typeof row>;

const statement = defineStatement({
  name: "read_hours",
  text: `select fingerprint, (extract(epoch from date_trunc('hour', $1::timestamptz, 'UTC') - hour) / 3600)::int as ago, deaths
         from cause_hour where fingerprint = any($2::text[])
           and hour > date_trunc('hour', $1::timestamptz, 'UTC') - interval '24 hours' and hour <= $1::timestamptz`,
  row,
});

/** Dead letters per cause and clock hour of the last 24: `ago` 0 is the hour of `now`. Hours without one have no row. */
export async function readHours(queryable: Queryable, now: Date, fingerprints: readonly string[]): Promise<HourRow[]> {
  return statement.all(queryable, [now, fingerprints]);
}
