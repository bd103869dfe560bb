import { queryOptions } from "@tanstack/react-query";
import { liveMs } from "#components/api/query-client.ts";
import { requestJson } from "#components/api/request-json.ts";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";
import { editListDto } from "#server/contracts/triage/editing.ts";

/** Saved edits of a payload, and the diff between two of them. */
export const editsQuery = ({ id, revealedUntil }: DeadLetterDto, between: { from: number; to: number } | null = null) =>
  queryOptions({
    queryKey: ["dead-letter", id, "edits", revealedUntil, between],
    queryFn: ({ signal }) => {
      const query = between ? `?from=${between.from}&to=${between.to}` : "";
      return requestJson(editListDto, `/api/v1/dead-letters/${id}/edits${query}`, { signal });
    },
    refetchInterval: liveMs,
  });
