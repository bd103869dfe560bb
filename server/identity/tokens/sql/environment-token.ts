import type { Queryable } from "#server/platform/database/db.ts";

/** Notes that the environment's token was used now. */
export async function noteTokenUse(queryable: Queryable, hash: string): Promise<void> {
  await queryable.query({
    name: "note_token_use",
    text: `insert into environment_token as t (hash, last_used_at) values ($1, now())
           on conflict (hash) do update set last_used_at = greatest(t.last_used_at, excluded.last_used_at)`,
    values: [hash],
  });
}

/** When the environment's token was used last, or null for never. */
export async function readTokenUse(queryable: Queryable, hash: string): Promise<string | null> {
  const { rows } = await queryable.query<{ at: string }>({
    name: "read_token_use",
    text: `select to_char(last_used_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
           from environment_token where hash = $1`,
    values: [hash],
  });
  return rows[0]?.at ?? null;
}
