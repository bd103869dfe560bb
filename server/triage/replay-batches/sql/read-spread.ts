import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "read_item_spread",
  text: `select number from (
           select number, row_number() over (order by number) as place, count(*) over () as items
           from replay_item where batch_id = $1 and outcome = 'pending') pending
         where place = 1 or place * $2 / items <> (place - 1) * $2 / items order by number limit $2`,
  row: z.object({ number: z.int() }),
});

/** Numbers of at most `most` pending items, evenly spread over the batch. */
export async function readSpread(queryable: Queryable, batchId: string, most: number): Promise<number[]> {
  return (await statement.all(queryable, [batchId, most])).map(({ number }) => number);
}
