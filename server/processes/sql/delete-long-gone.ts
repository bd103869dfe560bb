import type { Queryable } from "#server/db.ts";

/** What died is shown for a day: long enough for whoever asks in the morning what happened at night. */
export async function deleteLongGone(queryable: Queryable): Promise<number> {
  const { rowCount } = await queryable.query({
    name: "delete_long_gone",
    text: "delete from running_process where seen_at < now() - interval '1 day'",
  });
  return rowCount ?? 0;
}
