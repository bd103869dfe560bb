import { prisma, type Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const record = defineStatement({
  name: "note_token_use",
  text: `insert into environment_token as t (hash, last_used_at) values ($1, now())
           on conflict (hash) do update set last_used_at = greatest(t.last_used_at, excluded.last_used_at)`,
});

/** Records that the environment's token was used now. */
export async function recordTokenUse(queryable: Queryable, hash: string): Promise<void> {
  await record.run(queryable, [hash]);
}

/** When the environment's token was used last; null for never. */
export async function readTokenUse(hash: string): Promise<string | null> {
  const used = await prisma().environmentToken.findUnique({ where: { hash } });
  return used?.lastUsedAt.toISOString() ?? null;
}
