"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { requestJson } from "#components/api/request-json.ts";
import { type ReplayBatchDto, replayBatchDto } from "#server/contracts/triage/replay-batch.ts";

/** Decision on a bulk replay: last URL segment and body. */
export type ReplayDecision =
  | { verb: "approve" | "pause" | "resume" | "abort" }
  | { verb: "decline"; body: { reason: string } };

/** Decisions on one bulk replay. Refetches also after a conflict. */
export function useReplayActions(id: string) {
  const client = useQueryClient();
  const path = `/api/v1/replays/${id}`;
  const onSuccess = (batch: ReplayBatchDto) => client.setQueryData(["replays", "one", id], batch);
  const onSettled = () => client.invalidateQueries({ queryKey: ["replays"] });
  const decide = useMutation({
    mutationFn: ({ verb, ...rest }: ReplayDecision) =>
      requestJson(replayBatchDto, `${path}/${verb}`, {
        method: "POST",
        ...("body" in rest ? { body: rest.body } : {}),
      }),
    ...{ onSuccess, onSettled },
  });
  const changeRate = useMutation({
    mutationFn: (ratePerSecond: number | null) =>
      requestJson(replayBatchDto, path, { method: "PATCH", body: { ratePerSecond } }),
    ...{ onSuccess, onSettled },
  });
  return { decide, changeRate };
}

export type ReplayActions = ReturnType<typeof useReplayActions>;
