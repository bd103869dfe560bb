import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { RecipeDto } from "#server/contracts/triage/recipe.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { toRecipeDto } from "#server/triage/recipes/list-recipes.ts";
import { readRecipe, switchRecipeTo } from "#server/triage/recipes/sql/recipes.ts";

/** Switches a recipe on or off. Throws 404, and 409 where it is so already. */
export async function switchRecipe(input: AuditContext & { id: string; enabled: boolean }): Promise<RecipeDto> {
  const { id, enabled } = input;
  await inTransaction(db(), async (tx) => {
    const recipe = await readRecipe(tx, id);
    if (!recipe) throw new NotFoundError(`There is no recipe ${id}.`);
    if (!(await switchRecipeTo(tx, id, enabled, input.actor.name))) {
      throw new ConflictError(`It is switched ${enabled ? "on" : "off"} already.`);
    }
    const target = { kind: "cause" as const, id: recipe.cause };
    await recordAction(tx, input, { action: "recipe.switch", target, resultId: id, after: { enabled } });
  });
  const recipe = await readRecipe(db(), id);
  const [dto] = recipe ? toRecipeDto(recipe) : [];
  if (!dto) throw new NotFoundError(`There is no recipe ${id}.`);
  return dto;
}
