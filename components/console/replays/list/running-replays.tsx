"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ReplayTable } from "#components/console/replays/list/replay-table.tsx";
import { openReplaysQuery } from "#components/console/replays/replays-query.ts";

/** Bulk replays that did not end, of all causes or one. Renders nothing without one. */
export function RunningReplays({ cause }: { cause?: string }) {
  const { data } = useQuery(openReplaysQuery());
  const running = (data?.items ?? []).filter(
    (item) => item.state !== "draft" && (cause === undefined || item.cause === cause),
  );
  if (running.length === 0) return null;
  return (
    <section aria-labelledby="running-replays" className="border-t border-line pt-4">
      <div className="flex items-baseline justify-between gap-4 px-4 desk:px-6">
        <h2 id="running-replays" className="font-semibold">
          Running replays
        </h2>
        <Link href="/ops/replays" className="link inline-flex items-center text-xs text-fg-2 max-desk:min-h-11">
          All replays
        </Link>
      </div>
      <ReplayTable rows={running.map((item) => ({ item }))} caption="Bulk replays that did not end" narrow />
    </section>
  );
}
