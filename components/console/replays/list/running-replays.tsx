"use client";
import { useQuery } from "@tanstack/react-query";
import { ReplayTable } from "#components/console/replays/list/replay-table.tsx";
import { openReplaysQuery } from "#components/console/replays/replays-query.ts";
import { AsideLink, Section } from "#components/console/shell/section.tsx";

/** Bulk replays that did not end, of all causes or one. Renders nothing without one. */
export function RunningReplays({ cause }: { cause?: string }) {
  const { data } = useQuery(openReplaysQuery());
  const running = (data?.items ?? []).filter((item) => cause === undefined || item.cause === cause);
  if (running.length === 0) return null;
  return (
    <Section
      title="Running replays"
      flush
      className="border-t border-line pt-4"
      aside={<AsideLink href="/ops/replays">All replays</AsideLink>}
    >
      <ReplayTable rows={running.map((item) => ({ item }))} caption="Bulk replays that did not end" narrow />
    </Section>
  );
}
