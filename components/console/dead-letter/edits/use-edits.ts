"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { editsQuery } from "#components/console/dead-letter/edits/edits-query.ts";
import { usePausableOptions } from "#components/live/live-provider.tsx";
import { usePermission } from "#components/session/me.tsx";
import type { DeadLetterDto, ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import { editListDto, staleEditDto } from "#server/contracts/triage/editing.ts";

/** Saved edits of a payload. A save is based on the newest edit when the draft was started, to detect concurrent edits. */
export function useEdits(letter: DeadLetterDto) {
  const { may } = usePermission("dead-letters.replay");
  const query = useQuery(usePausableOptions({ ...editsQuery(letter), enabled: may }));
  const newest = query.data?.items.at(-1)?.number ?? 0;
  const [seen, setSeen] = useState<number | null>(null);
  const save = useChange(
    (body: ReplayBody) =>
      requestJson(editListDto, `/api/v1/dead-letters/${letter.id}/edits`, {
        method: "POST",
        body,
        headers: { "If-Match": `"${seen ?? newest}"` },
      }),
    [["dead-letter", letter.id]],
    { onSuccess: () => setSeen(null) },
  );
  const conflict = save.error instanceof ApiError && save.error.status === 412 ? save.error.extensions : null;
  const stale = conflict === null ? null : (staleEditDto.safeParse(conflict).data ?? null);
  return {
    list: query.data,
    save,
    stale,
    /** Starts a draft based on the newest edit. */
    begin: () => {
      if (query.data) setSeen((known) => known ?? newest);
    },
    /** Accepts the concurrent edit as the new base. */
    rebase: () => {
      setSeen(stale?.newest?.number ?? newest);
      save.reset();
    },
    drop: () => {
      setSeen(null);
      save.reset();
    },
  };
}

export type Edits = ReturnType<typeof useEdits>;
