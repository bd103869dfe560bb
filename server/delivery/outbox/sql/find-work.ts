import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const statement = defineStatement({
  name: "find_work",
  text: `select exists (select from outbox_pending where next_try_at is null or next_try_at <= now())
               or exists (select from delivery where state = 'waiting' and check_at <= now()) as work`,
  row: z.object({ work: z.boolean() }),
});

/** Whether a tick of the relay would find anything: one index probe each, so that an idle relay costs one statement per poll. */
export const findWork = async (db: Queryable): Promise<boolean> => (await statement.one(db)).work;
