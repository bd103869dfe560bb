"use client";
import { useNow } from "#components/browser/now.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { useLiveView } from "#components/live/live-provider.tsx";
import { type LiveState, liveStateOf } from "#components/live/live-state.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";

/** The server's beat comes every five seconds; two more for a slow line. */
const streamPatience = 7_000;

/** What may be said of the console's live data, since when it is so, and whether it is asked for instead of sent. */
export function useConsoleState(): { state: LiveState; updatedAt: number; polling: boolean } {
  const { phase, failing, updatedAt, paused } = useLiveView();
  // Before the first event the page has what the server rendered.
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
