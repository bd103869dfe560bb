"use client";
import { useQuery } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { suggestionsQuery } from "#components/console/dead-letter/edits/suggestions-query.ts";
import { recipesQuery } from "#components/console/replays/recipes-query.ts";
import { deadLetterDto } from "#server/contracts/triage/dead-letter.ts";

/** One of the dead letters to replay, with its suggestions, recipes and fixes. Undefined while they load, or without a sample. */
export function useSampleLetter(id: string | null) {
  const letter = useQuery({
    queryKey: ["dead-letter", id, "sample"],
    queryFn: ({ signal }) => requestJson(deadLetterDto, `/api/v1/dead-letters/${id}`, { signal }),
    enabled: id !== null,
    staleTime: 30_000,
  });
  const known = letter.data;
  const suggestions = useQuery({
    ...suggestionsQuery(known ?? { id: "", version: 0, revealedUntil: null }),
    enabled: known?.state === "dead",
  });
  const cause = known?.cause ?? null;
  const recipes = useQuery({ ...recipesQuery(cause), enabled: cause !== null });
  const items = suggestions.data?.items ?? [];
  const loading =
    id !== null &&
    (letter.isPending || (known?.state === "dead" && suggestions.isPending) || (cause !== null && recipes.isPending));
  return {
    letter: known,
    suggestions: items,
    /** Those that worked for its cause before and are not among the suggestions. */
    recipes: (recipes.data?.items ?? []).filter(
      (recipe) => recipe.enabled && !items.some((item) => item.recipe?.id === recipe.id),
    ),
    loading,
  };
}
