"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { useHydrated, useNow } from "#components/browser/now.tsx";
import { SearchField } from "#components/console/shell/search-field.tsx";
import { PausedNote } from "#components/console/shell/sending-paused-note.tsx";
import { ShortcutHelp } from "#components/console/shell/shortcut-help.tsx";
import { StaleNote } from "#components/console/shell/stale-note.tsx";
import { formatTime } from "#components/format/format-time.ts";
import { LiveControl } from "#components/live/live-control.tsx";
import { useLive, useLiveView } from "#components/live/live-provider.tsx";
import { useConsoleState } from "#components/live/use-console-state.ts";
import { Logo } from "#components/marks/logo.tsx";
import { type Freshness, LiveChip, useLiveState } from "#components/ui/live-chip.tsx";

/** Breadcrumbs and age of the data: the stream's, or `freshness` for pages that poll. */
export function TopBar({ crumbs, freshness }: { crumbs: ReactNode; freshness?: Freshness }) {
  return (
    <>
      <div className="sticky top-0 z-10 flex h-12 items-center gap-3 border-b border-line bg-bg px-4 desk:px-6 print:hidden">
        <Link
          href="/ops"
          aria-label="Redeliver console"
          className="grid size-11 -ms-2.5 place-items-center desk:hidden"
        >
          <Logo />
        </Link>
        <div className="flex min-w-0 grow items-center gap-2 text-fg-3">{crumbs}</div>
        {freshness ? <LiveChip freshness={freshness} /> : <LiveControl />}
        <Clock />
        <SearchField />
        <ShortcutHelp />
      </div>
      <PausedNote />
      {freshness ? <StalePoll freshness={freshness} /> : <StaleLine />}
    </>
  );
}

function StalePoll({ freshness }: { freshness: Freshness }) {
  if (useLiveState(freshness).kind !== "stale") return null;
  return <StaleNote at={new Date(freshness.dataUpdatedAt).toISOString()} onRetry={() => freshness.refetch()} />;
}

function StaleLine() {
  const live = useLive();
  const { problem } = useLiveView();
  const { state, updatedAt } = useConsoleState();
  if (state.kind !== "stale") return null;
  return (
    <StaleNote
      at={new Date(updatedAt).toISOString()}
      signedOut={problem?.status === 401}
      onRetry={() => live?.retry()}
    />
  );
}

/** Clock in the user's time zone, which all times on the page use. Hidden from screen readers. */
function Clock() {
  const now = useNow();
  if (!useHydrated()) return <span className="w-24 max-desk:hidden" />;
  return (
    <span aria-hidden="true" className="font-mono text-xs font-medium whitespace-nowrap text-fg-2 max-desk:hidden">
      {formatTime(now, "zoned")}
    </span>
  );
}
