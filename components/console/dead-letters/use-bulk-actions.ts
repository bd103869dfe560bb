"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { type SelectedDeadLetter, selectionResultDto } from "#server/contracts/triage/selected-dead-letters.ts";

/** Bulk mutations of selected messages at their shown versions. Refetches also after a conflict. */
export function useBulkActions() {
  const client = useQueryClient();
  const post = (verb: "discard" | "restore", body: unknown) =>
    requestJson(selectionResultDto, `/api/v1/dead-letters/${verb}`, { method: "POST", body });
  const onSettled = () =>
    Promise.all(
      [["dead-letters"], ["dead-letter"], ["cause"], ["pipeline"]].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
  const discard = useMutation({
    mutationFn: ({ letters, reason }: { letters: readonly SelectedDeadLetter[]; reason: string }) =>
      post("discard", { letters: letters.map(seen), reason }),
    onSettled,
  });
  const restore = useMutation({
    mutationFn: (letters: readonly SelectedDeadLetter[]) => post("restore", { letters: letters.map(seen) }),
    onSettled,
  });
  return { discard, restore };
}

const seen = ({ id, version }: SelectedDeadLetter): SelectedDeadLetter => ({ id, version });
