import * as z from "zod";
import { replayChange } from "#server/contracts/triage/replay-change.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const row = z.object({
  id: z.uuid(),
  cause: z.string(),
  causeTitle: z.string().nullable(),
  change: replayChange,
  worked: z.int(),
  tried: z.int(),
  enabled: z.boolean(),
  switchedBy: z.string().nullable(),
  lastUsedAt: z.date(),
});
export type RecipeRow = z.output<typeof row>;
const columns = `r.id, r.cause, c.title as "causeTitle", r.change, r.worked, r.tried, r.enabled, r.switched_by as "switchedBy",
  r.last_used_at as "lastUsedAt"`;
const from = "from replay_recipe r left join cause c on c.fingerprint = r.cause";

const readAll = defineStatement({
  name: "read_recipes",
  text: `select ${columns} ${from} where ($1::text is null or r.cause = $1)
         order by r.enabled desc, r.worked::float8 / r.tried desc, r.last_used_at desc, r.id limit 200`,
  row,
});
const readOne = defineStatement({ name: "read_recipe", text: `select ${columns} ${from} where r.id = $1`, row });

/** The recipes of a cause or of all, enabled ones with the best success rate first, at most 200. */
export const readRecipes = (queryable: Queryable, cause: string | null): Promise<RecipeRow[]> =>
  readAll.all(queryable, [cause]);

/** One recipe; null for an unknown ID. */
export const readRecipe = async (queryable: Queryable, id: string): Promise<RecipeRow | null> =>
  (await readOne.maybeOne(queryable, [id])) ?? null;

const leastRate = 0.95;
const count = defineStatement({
  name: "count_recipe",
  text: `insert into replay_recipe as r (id, cause, change, change_key, worked, tried, enabled)
         select id, cause, $3::jsonb, $4, worked, tried, worked >= ${leastRate} * tried
         from unnest($1::uuid[], $2::text[], $5::int[], $6::int[]) as n (id, cause, worked, tried) order by cause
         on conflict (cause, change_key) do update
         set worked = r.worked + excluded.worked, tried = r.tried + excluded.tried, last_used_at = now(),
             enabled = r.enabled and (r.worked + excluded.worked >= ${leastRate} * (r.tried + excluded.tried)
                                      or excluded.worked = excluded.tried)`,
});

type Used = { id: string; cause: string; worked: number; tried: number };

/** Counts uses of a change at the recipes of causes. One whose success rate falls below 95 % is switched off. */
export async function countRecipes(tx: Tx, change: string, key: string, used: readonly Used[]): Promise<void> {
  await count.run(tx, [
    used.map(({ id }) => id),
    used.map(({ cause }) => cause),
    ...[change, key],
    used.map(({ worked }) => worked),
    used.map(({ tried }) => tried),
  ]);
}

const setEnabled = defineStatement({
  name: "switch_recipe",
  text: "update replay_recipe set enabled = $2, switched_by = $3 where id = $1 and enabled <> $2",
});

/** Compare-and-set: switches a recipe on or off. False where it was so already. */
export const switchRecipeTo = async (tx: Tx, id: string, enabled: boolean, by: string): Promise<boolean> =>
  (await setEnabled.run(tx, [id, enabled, by])) === 1;
