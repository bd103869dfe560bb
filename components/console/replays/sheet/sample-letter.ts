"use client";
import { useQuery } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { suggestionsQuery } from "#components/console/dead-letter/edits/suggestions-query.ts";
import { deadLetterDto } from "#server/contracts/triage/dead-letter.ts";

/** One of the dead letters to replay, with its suggestions and fixes. Undefined while they load, or without a sample. */
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
  const loading = id !== null && (letter.isPending || (known?.state === "dead" && suggestions.isPending));
  return { letter: known, suggestions: suggestions.data?.items ?? [], loading };
}
