import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { recipeListDto } from "#server/contracts/triage/recipe.ts";

/** Recipes of a cause, or of all with null. Refetched with the bulk replays that they come from. */
export const recipesQuery = (cause: string | null) =>
  queryOptions({
    queryKey: ["replays", "recipes", cause],
    queryFn: ({ signal }) =>
      requestJson(recipeListDto, cause === null ? "/api/v1/recipes" : `/api/v1/recipes?cause=${cause}`, { signal }),
    refetchOnMount: (query) => query.state.isInvalidated,
  });
