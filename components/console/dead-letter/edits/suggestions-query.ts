import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";
import { suggestionsDto } from "#server/contracts/triage/editing.ts";

/** Suggested fixes for the current version of a dead letter. */
export const suggestionsQuery = ({
  id,
  version,
  revealedUntil,
}: Pick<DeadLetterDto, "id" | "version" | "revealedUntil">) =>
  queryOptions({
    queryKey: ["dead-letter", id, "suggestions", version, revealedUntil],
    queryFn: ({ signal }) => requestJson(suggestionsDto, `/api/v1/dead-letters/${id}/suggestions`, { signal }),
    staleTime: 30_000,
  });
