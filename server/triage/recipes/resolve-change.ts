import type { ChosenChange, ReplayChange } from "#server/contracts/triage/replay-change.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { readRecipe } from "#server/triage/recipes/sql/recipes.ts";

type Resolved = { change: ReplayChange | null; recipeId: string | null };

/** The change that a request names. Throws 404 for an unknown recipe, 409 for one that is switched off. */
export async function resolveChange(queryable: Queryable, chosen: ChosenChange | undefined): Promise<Resolved> {
  const { recipe: id, ...change } = chosen ?? {};
  if (id === undefined) return { change: chosen ? change : null, recipeId: null };
  const recipe = await readRecipe(queryable, id);
  if (!recipe) throw new NotFoundError(`There is no recipe ${id}.`);
  if (!recipe.enabled)
    throw new ConflictError("This recipe is switched off: it worked for less than 95 % of its messages.");
  return { change: recipe.change, recipeId: id };
}
