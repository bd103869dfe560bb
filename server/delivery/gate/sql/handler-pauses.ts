import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const row = z.object({ handler: z.string(), reason: z.string(), by: z.string(), since: z.date() });
export type HandlerPauseRow = z.output<typeof row>;

const columns = `handler, reason, actor_name as by, paused_at as since`;

const insert = defineStatement({
  name: "insert_handler_pause",
  text: `insert into handler_pause (handler, reason, actor_name) values ($1, $2, $3) on conflict do nothing returning ${columns}`,
  row,
});

/** Pauses a handler. Null where it is already paused: of concurrent calls, one succeeds. */
export const insertHandlerPause = async (
  db: Queryable,
  { handler, reason, by }: Omit<HandlerPauseRow, "since">,
): Promise<HandlerPauseRow | null> => (await insert.maybeOne(db, [handler, reason, by])) ?? null;

const remove = defineStatement({
  name: "delete_handler_pause",
  text: `delete from handler_pause where handler = $1 returning ${columns}`,
  row,
});

/** Deletes the pause of a handler and returns it, or null where it was not paused. */
export const deleteHandlerPause = async (db: Queryable, handler: string): Promise<HandlerPauseRow | null> =>
  (await remove.maybeOne(db, [handler])) ?? null;
