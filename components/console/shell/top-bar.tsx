"use client";
import { ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useHydrated, useNow } from "#components/browser/now.tsx";
import { SearchField } from "#components/console/shell/search-field.tsx";
import { PausedNote } from "#components/console/shell/sending-paused-note.tsx";
import { ShortcutHelp } from "#components/console/shell/shortcut-help.tsx";
import { StaleNote } from "#components/console/shell/stale-note.tsx";
import { usePageTitle } from "#components/console/shell/use-page-title.ts";
import { formatTime } from "#components/format/format-time.ts";
import { LiveControl } from "#components/live/live-control.tsx";
import { useLive, useLiveView } from "#components/live/live-provider.tsx";
import { useConsoleState } from "#components/live/use-console-state.ts";
import { Logo } from "#components/marks/logo.tsx";
import { type Freshness, LiveChip, useLiveState } from "#components/ui/live-chip.tsx";

type TopBarProps = {
  title: string;
  /** Of the browser's tab, if it says more. */
  tabTitle?: string;
  /** The list that the page belongs to. */
  parent?: { href: Route; name: string };
  /** Of pages that poll. Default: the age of the stream. */
  freshness?: Freshness;
};

/** Breadcrumbs and age of the data. Keeps the title of the tab. */
export function TopBar({ title, tabTitle = title, parent, freshness }: TopBarProps) {
  usePageTitle(tabTitle);
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
        <div className="flex min-w-0 grow items-center gap-2 text-fg-3">
          {parent && (
            <>
              <Link href={parent.href} className="whitespace-nowrap max-desk:py-3">
                {parent.name}
              </Link>
              <ChevronRight size={16} strokeWidth={1.4} aria-hidden="true" />
            </>
          )}
          <b className="truncate font-name text-fg">{title}</b>
        </div>
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
