import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "read_earlier_holders",
  text: `select d.id, h.holders from unnest($1::uuid[]) as q (id) join delivery d on d.id = q.id
         cross join lateral (
           select array_agg(s.id::text order by s.position, s.revision) as holders from delivery s
           where s.handler = d.handler and s.subject = d.subject and s.ordered and s.state = 'dead' and s.holds
             and (s.position, s.revision, s.id) < (d.position, d.revision, d.id)) h
         where h.holders is not null`,
  row: z.object({ id: z.uuid(), holders: z.array(z.string()).nullable() }),
});

/** The dead letters that block each delivery of a sequence, by its ID, earliest first. */
export async function readEarlierHolders(queryable: Queryable, ids: readonly string[]): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map();
  const rows = await statement.all(queryable, [ids]);
  return new Map(rows.map(({ id, holders }) => [id, holders ?? []]));
}
