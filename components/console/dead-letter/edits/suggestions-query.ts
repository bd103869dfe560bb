import { queryOptions } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";
import { suggestionsDto } from "#server/contracts/triage/editing.ts";

/** What is suggested for a letter as it is now, and as much of it as its reader may see. */
export const suggestionsQuery = ({ id, version, revealedUntil }: DeadLetterDto) =>
  queryOptions({
    queryKey: ["dead-letter", id, "suggestions", version, revealedUntil],
    queryFn: ({ signal }) => requestJson(suggestionsDto, `/api/v1/dead-letters/${id}/suggestions`, { signal }),
    staleTime: 30_000,
  });
