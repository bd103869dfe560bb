"use client";
import { useNow } from "#components/browser/now.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { useLiveView } from "#components/live/live-provider.tsx";
import { type LiveState, liveStateOf } from "#components/live/live-state.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";

/** The server sends a heartbeat every 5 s; 2 s more for a slow connection. */
const streamPatience = 7_000;

/** State and age of the console's live data, and whether it is polled. */
export function useConsoleState(): { state: LiveState; updatedAt: number; polling: boolean } {
  const { phase, failing, updatedAt, paused } = useLiveView();
  // Before the first event the page shows the server render.
  const { dataUpdatedAt } = useHydratedQuery(pipelineQuery());
  const now = useNow();
  const known = updatedAt || dataUpdatedAt;
  const polling = phase === "polling";
  const state = liveStateOf({
    updatedAt: known,
    failing,
    now,
    paused,
    ...(polling ? {} : { patience: streamPatience }),
  });
  return { state, updatedAt: known, polling };
}
