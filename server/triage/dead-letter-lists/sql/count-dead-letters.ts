import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "count_dead_letters",
  text: `select (coalesce((
           select sum(dead) from cause where ($1::text is null or handler = $1) and ($2::text is null or failure_code = $2)
             and ($3::text is null or fingerprint = $3)), 0)
           + (select count(*) from delivery where state = 'dead' and cause is null and $3::text is null
                and ($1::text is null or handler = $1) and ($2::text is null or failure_code = $2)))::int as dead`,
  row: z.object({ dead: z.int() }),
});

/** Counts dead letters by the counts that causes keep: it reads 500 rows instead of a million. */
export async function countDeadLetters(
  queryable: Queryable,
  of: { handler?: string | undefined; code?: string | undefined; cause?: string | undefined },
): Promise<number> {
  return (await statement.one(queryable, [of.handler ?? null, of.code ?? null, of.cause ?? null])).dead;
}
