"use client";
import { requestJson } from "#components/api/request-json.ts";
import { useChange } from "#components/api/use-change.ts";
import { type SelectedDeadLetter, selectionResultDto } from "#server/contracts/triage/selected-dead-letters.ts";

/** Bulk mutations of selected messages at their shown versions. Refetches also after a conflict. */
export function useBulkActions() {
  const post = (verb: "discard" | "restore", body: unknown) =>
    requestJson(selectionResultDto, `/api/v1/dead-letters/${verb}`, { method: "POST", body });
  const changes = ["dead-letters", "dead-letter", "cause", "pipeline"];
  const discard = useChange(
    ({ letters, reason }: { letters: readonly SelectedDeadLetter[]; reason: string }) =>
      post("discard", { letters: letters.map(seen), reason }),
    changes,
  );
  const restore = useChange(
    (letters: readonly SelectedDeadLetter[]) => post("restore", { letters: letters.map(seen) }),
    changes,
  );
  return { discard, restore };
}

const seen = ({ id, version }: SelectedDeadLetter): SelectedDeadLetter => ({ id, version });
