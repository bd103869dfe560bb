"use client";
import { useNow } from "#components/browser/now.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { useConsoleState } from "#components/live/use-console-state.ts";
import { olderBy } from "#components/pipeline/older-by.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** Beyond the beat of the stream an age would be guessed, and not known. */
const knownSeconds = 7;

/** The depths as of now. Between two events all ages go on by the second; held still or stale, they are as of then. */
export function useSnapshot(): PipelineDto {
  const { data, dataUpdatedAt } = useHydratedQuery(pipelineQuery());
  const now = useNow();
  const { state } = useConsoleState();
  const seconds = Math.floor((now - dataUpdatedAt) / 1_000);
  return state.kind !== "live" || seconds < 1 ? data : olderBy(data, Math.min(seconds, knownSeconds));
}
