"use client";
import { useNow } from "#components/browser/now.tsx";
import { stateLabel } from "#components/live/live-control.tsx";
import { useLiveView } from "#components/live/live-provider.tsx";
import { liveStateOf } from "#components/live/live-state.ts";
import { StateMark } from "#components/marks/state-mark.tsx";

/** Freshness of a query; any React Query result fits. */
export type Freshness = { dataUpdatedAt: number; isError: boolean; refetch: () => unknown };

export function useLiveState({ dataUpdatedAt, isError }: Pick<Freshness, "dataUpdatedAt" | "isError">) {
  // An open dialog pauses the query: its data is old, but the server responds.
  const { paused } = useLiveView();
  return liveStateOf({ updatedAt: dataUpdatedAt, failing: isError, now: useNow(), paused });
}

/** Shows `Live`, `Reconnecting` or `Stale 12 s` for a polled query. */
export function LiveChip({ freshness, label = "Live" }: { freshness: Freshness; label?: string }) {
  const state = useLiveState(freshness);
  return (
    <span className="inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap text-fg-2">
      <StateMark name={state.kind === "live" ? "active" : state.kind === "paused" ? "paused" : "retrying"} size={14} />
      {state.kind === "live" ? label : stateLabel(state)}
    </span>
  );
}
