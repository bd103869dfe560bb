"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { requestJson } from "#components/api/request-json.ts";
import { replayQuery } from "#components/console/replays/replays-query.ts";
import type { ReplayTarget } from "#components/console/replays/sheet/replay-target.ts";
import { type ReplayBatchDto, replayBatchDto, replayPreviewDto } from "#server/contracts/triage/replay-batch.ts";
import type { ChosenChange } from "#server/contracts/triage/replay-change.ts";

/** Interval while the change of a draft is computed row by row, in milliseconds. */
const preparingMs = 300;
const idleMs = 2_000;

export type StartInput = { reason: string; waves: "gated" | "none"; ratePerSecond: number | null };

/** The draft of the sheet: created with a change, prepared by the server, previewed, then started or abandoned. */
export function useReplayDraft({ select }: Pick<ReplayTarget, "select">) {
  const client = useQueryClient();
  const [id, setId] = useState<string | null>(null);
  const keep = (batch: ReplayBatchDto) => {
    client.setQueryData(replayQuery(batch.id).queryKey, batch);
    setId(batch.id);
  };
  const query = useQuery({
    ...replayQuery(id ?? ""),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) => (data && data.prepared < data.total ? preparingMs : idleMs),
  });
  const batch = id === null ? undefined : query.data;
  const isPrepared = batch !== undefined && batch.prepared >= batch.total;
  const preview = useQuery({
    // Not under the key that the stream refetches: it runs the handler.
    queryKey: ["replay-preview", id],
    queryFn: ({ signal }) => requestJson(replayPreviewDto, `/api/v1/replays/${id}/preview`, { method: "POST", signal }),
    enabled: isPrepared && batch.counts.pending > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const create = useMutation({
    mutationFn: (change: ChosenChange | undefined) => {
      const [path, body] =
        "failuresOf" in select
          ? [`/api/v1/replays/${select.failuresOf}/replay-failures`, { change }]
          : ["/api/v1/replays", { select, change }];
      const headers = { "Idempotency-Key": crypto.randomUUID() };
      return requestJson(replayBatchDto, path, { method: "POST", body, headers });
    },
    onSuccess: keep,
  });
  const start = useMutation({
    mutationFn: (input: StartInput) =>
      requestJson(replayBatchDto, `/api/v1/replays/${id}/start`, {
        method: "POST",
        body: { ...input, ratePerSecond: input.ratePerSecond ?? undefined },
      }),
    onSuccess: keep,
    onSettled: () =>
      Promise.all([["replays"], ["dead-letters"], ["cause"]].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
  const override = useMutation({
    mutationFn: ({ number, reason }: { number: number; reason: string }) =>
      requestJson(replayBatchDto, `/api/v1/replays/${id}/override`, { method: "POST", body: { number, reason } }),
    onSuccess: keep,
    onSettled: () => client.invalidateQueries({ queryKey: ["replays"] }),
  });
  /** Removes the draft. Its dead letters were never changed, so a failure has no consequence. */
  const abandon = () => {
    if (id !== null && batch?.state === "draft") {
      requestJson(replayBatchDto, `/api/v1/replays/${id}/abort`, { method: "POST" }).catch(() => undefined);
    }
    setId(null);
  };
  return { batch, isPrepared, query, preview, create, start, override, abandon };
}

export type ReplayDraft = ReturnType<typeof useReplayDraft>;
