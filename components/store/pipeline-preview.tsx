"use client";
import { useQuery } from "@tanstack/react-query";
import { liveMs } from "#components/api/query-client.ts";
import { formatAge } from "#components/format/format-age.ts";
import { formatCount } from "#components/format/format-count.ts";
import { oldestMoving, totalOf } from "#components/pipeline/depths.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import { Strip } from "#components/pipeline/strip.tsx";
import { type Freshness, LiveChip, useLiveState } from "#components/ui/live-chip.tsx";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** Live pipeline on the store's front page. Only in the demo: depths are not public otherwise. */
export function PipelinePreview() {
  const query = useQuery({ ...pipelineQuery(), refetchInterval: liveMs });
  if (!query.data) return null;
  return <Preview snapshot={query.data} freshness={query} />;
}

type PreviewProps = { snapshot: PipelineDto; freshness: Freshness };

function Preview({ snapshot, freshness }: PreviewProps) {
  const stale = useLiveState(freshness).kind === "stale";
  const depth = (name: Parameters<typeof totalOf>[1]) => totalOf(snapshot, name);
  const moving = depth("waiting") + depth("ready") + depth("active") + depth("retrying");
  const oldest = oldestMoving(snapshot);
  const dead = depth("dead");
  return (
    <section aria-labelledby="belt" className="border-y border-line pt-3.5 text-sm">
      <div className="flex items-baseline justify-between gap-2 pb-2">
        <h2 id="belt" className="font-semibold">
          Live pipeline
        </h2>
        <LiveChip freshness={freshness} />
      </div>
      <Strip
        label="Pipeline"
        stale={stale}
        dropAt={2}
        stations={[
          {
            name: "Outbox",
            depth: formatCount(snapshot.outbox.pending),
            unit: snapshot.outbox.pending === 1 ? "message" : "messages",
            meta: "saved with the order",
            mark: "delivered",
            rail: "active",
          },
          {
            name: "In progress",
            depth: formatCount(moving),
            unit: moving === 1 ? "message" : "messages",
            meta: oldest === null ? "none waiting" : `oldest ${formatAge(oldest)}`,
            mark: "active",
            rail: "delivered",
          },
          {
            name: "Delivered",
            depth: formatCount(depth("delivered")),
            unit: "total",
            meta: "to mailboxes and the warehouse",
            mark: "delivered",
          },
        ]}
        drop={{
          dead,
          text: dead === 0 ? "dead letters" : `dead ${dead === 1 ? "letter needs" : "letters need"} action`,
          href: "/ops/dead-letters",
        }}
      />
    </section>
  );
}
