"use client";
import { liveStateOf } from "#components/live/live-state.ts";
import { useNow } from "#components/live/now.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { ageWords } from "#components/ui/age-words.ts";

/** What the reader of a query knows about its freshness. Any react-query result fits. */
export type Freshness = { dataUpdatedAt: number; isError: boolean; refetch: () => unknown };

export function useLiveState({ dataUpdatedAt, isError }: Pick<Freshness, "dataUpdatedAt" | "isError">) {
  return liveStateOf({ updatedAt: dataUpdatedAt, failing: isError, now: useNow() });
}

/** `Live`, `Reconnecting` or `Stale 12 s`, whichever is true. */
export function LiveChip({ freshness, word = "Live" }: { freshness: Freshness; word?: string }) {
  const state = useLiveState(freshness);
  const words = {
    live: word,
    reconnecting: "Reconnecting",
    stale: `Stale ${state.kind === "stale" ? ageWords(state.seconds) : ""}`,
  };
  return (
    <span className="inline-flex items-center gap-1.5 text-xs font-medium whitespace-nowrap text-fg-2">
      <StateMark name={state.kind === "live" ? "active" : "retrying"} size={14} />
      {words[state.kind]}
    </span>
  );
}
