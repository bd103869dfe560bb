import type { Queryable } from "#server/platform/database/db.ts";

export type HandlerPauseRow = { handler: string; reason: string; by: string; since: Date };
const columns = `handler, reason, actor_name as by, paused_at as since`;

/** Null where it is paused already: of two who pause at once, one did. */
export async function insertHandlerPause(
  queryable: Queryable,
  pause: Omit<HandlerPauseRow, "since">,
): Promise<HandlerPauseRow | null> {
  const { rows } = await queryable.query<HandlerPauseRow>({
    name: "insert_handler_pause",
    text: `insert into handler_pause (handler, reason, actor_name) values ($1, $2, $3) on conflict do nothing returning ${columns}`,
    values: [pause.handler, pause.reason, pause.by],
  });
  return rows[0] ?? null;
}

/** What was removed, or null where it was not paused. */
export async function deleteHandlerPause(queryable: Queryable, handler: string): Promise<HandlerPauseRow | null> {
  const { rows } = await queryable.query<HandlerPauseRow>({
    name: "delete_handler_pause",
    text: `delete from handler_pause where handler = $1 returning ${columns}`,
    values: [handler],
  });
  return rows[0] ?? null;
}
