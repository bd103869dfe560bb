"use client";
import Link from "next/link";
import type { ReactNode } from "react";
import { useHydrated, useNow } from "#components/live/now.tsx";
import { Logo } from "#components/marks/logo.tsx";
import { StaleNote } from "#components/ops/stale-note.tsx";
import { PausedNote } from "#components/sending/paused-note.tsx";
import { type Freshness, LiveChip, useLiveState } from "#components/ui/live-chip.tsx";

/** Where one is, and how old what one sees is. */
export function TopBar({ crumbs, freshness }: { crumbs: ReactNode; freshness: Freshness }) {
  const stale = useLiveState(freshness).kind === "stale";
  return (
    <>
      <div className="sticky top-0 z-10 flex h-12 items-center gap-3 border-b border-line bg-bg px-4 desk:px-6">
        <Link
          href="/ops"
          aria-label="Redeliver console"
          className="grid size-11 -ms-2.5 place-items-center desk:hidden"
        >
          <Logo />
        </Link>
        <div className="flex min-w-0 grow items-center gap-2 text-fg-3">{crumbs}</div>
        <LiveChip freshness={freshness} />
        <Clock />
      </div>
      <PausedNote />
      {stale && <StaleNote at={new Date(freshness.dataUpdatedAt).toISOString()} onRetry={() => freshness.refetch()} />}
    </>
  );
}

/** The reader's clock with its zone: every time of the page is in it. Silent for screen readers: it would never stop. */
function Clock() {
  const now = useNow();
  if (!useHydrated()) return <span className="w-24 max-desk:hidden" />;
  const format = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
  return (
    <span aria-hidden="true" className="font-mono text-xs font-medium whitespace-nowrap text-fg-2 max-desk:hidden">
      {format.format(now)}
    </span>
  );
}
