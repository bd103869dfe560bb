"use client";
import { useNow } from "#components/browser/now.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { useConsoleState } from "#components/live/use-console-state.ts";
import { advanceAges } from "#components/pipeline/advance-ages.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** Ages are not extrapolated beyond the stream's heartbeat. */
const knownSeconds = 7;

/** Current depths. Ages advance every second between two events, but not while paused or stale. */
export function useSnapshot(): PipelineDto {
  const { data, dataUpdatedAt } = useHydratedQuery(pipelineQuery());
  const now = useNow();
  const { state } = useConsoleState();
  const seconds = Math.floor((now - dataUpdatedAt) / 1_000);
  return state.kind !== "live" || seconds < 1 ? data : advanceAges(data, Math.min(seconds, knownSeconds));
}
