"use client";
import { useMutation } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import type { ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import { previewDto } from "#server/contracts/triage/editing.ts";

/** Previews a replay on the server without sending. */
export function usePreview(id: string) {
  return useMutation({
    mutationFn: (draft: Omit<ReplayBody, "reason">) =>
      requestJson(previewDto, `/api/v1/dead-letters/${id}/preview`, { method: "POST", body: draft }),
  });
}

export type Preview = ReturnType<typeof usePreview>;
