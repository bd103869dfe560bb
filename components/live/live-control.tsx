"use client";
import { Pause, Play } from "lucide-react";
import { useHydrated } from "#components/browser/now.tsx";
import { formatAge } from "#components/format/format-age.ts";
import { usePause } from "#components/live/live-provider.tsx";
import type { LiveState } from "#components/live/live-state.ts";
import { useConsoleState } from "#components/live/use-console-state.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";

const marks: Record<LiveState["kind"], MarkName> = {
  live: "active",
  paused: "paused",
  reconnecting: "retrying",
  stale: "retrying",
};

/** `Live`, `Paused: dialog open`, `Reconnecting` or `Stale 12 s`. */
export function stateLabel(state: LiveState, { polling = false }: { polling?: boolean } = {}): string {
  switch (state.kind) {
    case "live":
      return polling ? "Live, polling" : "Live";
    case "paused":
      return state.reason === null ? `Paused ${formatAge(state.seconds)}` : `Paused: ${state.reason}`;
    case "reconnecting":
      return "Reconnecting";
    case "stale":
      return `Stale ${formatAge(state.seconds)}`;
  }
}

/** Shows the age of the data and pauses live updates. */
export function LiveControl() {
  const { state, polling } = useConsoleState();
  const { paused, toggle } = usePause();
  // A click before hydration would be lost.
  const hydrated = useHydrated();
  const Icon = paused ? Play : Pause;
  const label = stateLabel(state, { polling });
  return (
    <>
      <button
        type="button"
        aria-pressed={paused}
        aria-disabled={!hydrated || undefined}
        title={`${paused ? "Resume" : "Pause"} (space)`}
        onClick={toggle}
        className={`inline-flex h-7 items-center gap-1.5 rounded-control px-2 text-xs font-medium whitespace-nowrap hover:bg-hover max-desk:h-11 ${state.kind === "stale" ? "text-retrying" : "text-fg-2"} ${paused ? "bg-hover" : ""}`}
      >
        <StateMark name={marks[state.kind]} size={14} />
        {label}
        <span className="sr-only">. Pause live updates</span>
        <Icon size={12} strokeWidth={1.75} aria-hidden="true" className="text-fg-3" />
      </button>
      {/* Without seconds, so that a screen reader is not interrupted every second. */}
      <span role="status" className="sr-only">
        {state.kind === "live" ? "" : label.replace(/ \d.*/, "")}
      </span>
    </>
  );
}
