"use client";
import { useQuery } from "@tanstack/react-query";
import { liveMs } from "#components/api/query-client.ts";
import { formatAge } from "#components/format/format-age.ts";
import { oldestMoving, totalOf } from "#components/pipeline/depths.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import { Strip } from "#components/pipeline/strip.tsx";
import { type Freshness, LiveChip, useLiveState } from "#components/ui/live-chip.tsx";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** The pipeline in a customer's words. In the demo alone, where anybody may ask for it: a shop's depths are not for the public. */
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
  const text = (count: number) => count.toLocaleString("en-GB");
  return (
    <section aria-labelledby="belt" className="border-y border-line pt-3.5 text-sm">
      <div className="flex items-baseline justify-between gap-2 pb-2">
        <h2 id="belt" className="font-semibold">
          Behind the counter
        </h2>
        <LiveChip freshness={freshness} />
      </div>
      <Strip
        label="Messages behind the counter"
        stale={stale}
        dropAt={2}
        stations={[
          {
            name: "Saved with its order",
            depth: text(snapshot.outbox.pending),
            unit: snapshot.outbox.pending === 1 ? "message" : "messages",
            meta: "order and message in one transaction",
            mark: "delivered",
            rail: "active",
          },
          {
            name: "On their way",
            depth: text(moving),
            unit: moving === 1 ? "message" : "messages",
            meta: oldest === null ? "none waits" : `oldest ${formatAge(oldest)}`,
            mark: "active",
            rail: "delivered",
          },
          {
            name: "Delivered",
            depth: text(depth("delivered")),
            unit: "so far",
            meta: "to mailboxes and the warehouse",
            mark: "delivered",
          },
        ]}
        drop={{
          dead,
          words:
            dead === 0 ? "dead. Break one, and watch" : `${dead === 1 ? "waits" : "wait"} for a hand. None is lost`,
          href: "/ops/dead-letters",
        }}
      />
    </section>
  );
}
