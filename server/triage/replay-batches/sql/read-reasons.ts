import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const reasons = defineStatement({
  name: "read_invalid_reasons",
  text: `select coalesce(i.detail, '') as reason, count(*)::int as count, (array_agg(i.delivery_id order by i.number))[1] as "sampleId"
         from replay_item i where i.batch_id = $1 and i.outcome = 'invalid' group by 1 order by 2 desc, 1 limit $2`,
  row: z.object({ reason: z.string(), count: z.int(), sampleId: z.uuid() }),
});

/** Why items are invalid, the most frequent reason first. */
export const readInvalidReasons = (queryable: Queryable, batchId: string, limit: number) =>
  reasons.all(queryable, [batchId, limit]);

const titles = defineStatement({
  name: "read_cause_titles",
  text: "select fingerprint, title from cause where fingerprint = any($1::text[])",
  row: z.object({ fingerprint: z.string(), title: z.string() }),
});

/** The titles of causes by their fingerprints. */
export async function readCauseTitles(queryable: Queryable, causes: readonly string[]): Promise<Map<string, string>> {
  if (causes.length === 0) return new Map();
  const rows = await titles.all(queryable, [causes]);
  return new Map(rows.map(({ fingerprint, title }) => [fingerprint, title]));
}
