"use client";
import { useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { TopCauses } from "#components/causes/top-causes.tsx";
import { HandlerTable } from "#components/ops/handler-table.tsx";
import { NewestDead } from "#components/ops/newest-dead.tsx";
import { PipelineStrip } from "#components/ops/pipeline-strip.tsx";
import { TopBar } from "#components/ops/top-bar.tsx";
import { useDeadTitle } from "#components/ops/use-dead-title.ts";
import { VerdictHead } from "#components/ops/verdict-head.tsx";
import { totalOf } from "#components/pipeline/depths.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import { verdictOf } from "#components/pipeline/verdict-of.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { useLiveState } from "#components/ui/live-chip.tsx";

/** Is anything wrong, how much, since when, and what to do: in this order. */
export function Overview() {
  const query = useSuspenseQuery(pipelineQuery());
  const snapshot = query.data;
  const { mark, title, evidence } = verdictOf(snapshot);
  const dead = totalOf(snapshot, "dead");
  const stale = useLiveState(query).kind === "stale";
  useDeadTitle("Overview");
  return (
    <>
      <TopBar crumbs={<b className="font-name text-fg">Overview</b>} freshness={query} />
      <VerdictHead mark={stale ? "retrying" : mark} title={title} evidence={<p>{evidence}</p>}>
        {dead > 0 ? (
          <Link href="/ops/dead-letters" className={buttonClass({ variant: "primary" })}>
            Open the dead letters
          </Link>
        ) : (
          <Link href="/checkout?sample=bounce" className={buttonClass()}>
            Break something in the store
          </Link>
        )}
      </VerdictHead>
      <section aria-label="Pipeline" className="border-t border-line">
        <PipelineStrip snapshot={snapshot} stale={stale} />
      </section>
      <div className="grid grow content-start border-t border-line">
        <HandlerTable handlers={snapshot.handlers} />
        <TopCauses />
        <NewestDead />
      </div>
    </>
  );
}
