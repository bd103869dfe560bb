import type { RecipeDto } from "#server/contracts/triage/recipe.ts";
import { db } from "#server/platform/database/db.ts";
import { type RecipeRow, readRecipes } from "#server/triage/recipes/sql/recipes.ts";
import { toChangeDto } from "#server/triage/recipes/to-change-dto.ts";

/** Lists recipes of a cause or of all, enabled ones with the best success rate first. */
export async function listRecipes(cause: string | null): Promise<{ items: RecipeDto[] }> {
  return { items: (await readRecipes(db(), cause)).flatMap(toRecipeDto) };
}

/** A recipe with its change masked. */
export function toRecipeDto(row: RecipeRow): RecipeDto[] {
  const change = toChangeDto({ change: row.change, recipeId: row.id });
  if (!change) return [];
  const { id, cause, causeTitle, worked, tried, enabled, switchedBy } = row;
  return [
    { id, cause, causeTitle, change, worked, tried, enabled, switchedBy, lastUsedAt: row.lastUsedAt.toISOString() },
  ];
}
