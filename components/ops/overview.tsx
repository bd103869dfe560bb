"use client";
import Link from "next/link";
import { TopCauses } from "#components/causes/top-causes.tsx";
import { historyQuery } from "#components/history/history-query.ts";
import { HistorySection } from "#components/history/history-section.tsx";
import { useServedQuery } from "#components/live/served.tsx";
import { useConsoleState } from "#components/live/use-console-state.ts";
import { HandlerTable } from "#components/ops/handler-table.tsx";
import { NewestDead } from "#components/ops/newest-dead.tsx";
import { PipelineStrip } from "#components/ops/pipeline-strip.tsx";
import { TopBar } from "#components/ops/top-bar.tsx";
import { useDeadTitle } from "#components/ops/use-dead-title.ts";
import { VerdictHead } from "#components/ops/verdict-head.tsx";
import { WhatToLookAt } from "#components/ops/what-to-look-at.tsx";
import { totalOf } from "#components/pipeline/depths.ts";
import { useSnapshot } from "#components/pipeline/use-snapshot.ts";
import { verdictOf, waitWords } from "#components/pipeline/verdict-of.ts";
import { BeforeResuming } from "#components/sending/before-resuming.tsx";
import { ResumeDialog } from "#components/sending/resume-dialog.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import type { HistoryRange } from "#server/contracts/history.ts";

/** Is anything wrong, how much, since when, and what to do: in this order. */
export function Overview({ range }: { range: HistoryRange }) {
  const snapshot = useSnapshot();
  const { mark, title, evidence } = verdictOf(snapshot);
  const dead = totalOf(snapshot, "dead");
  const stale = useConsoleState().state.kind === "stale";
  const { lastMinute, stages } = useServedQuery(historyQuery(range, null)).data;
  useDeadTitle("Overview");
  return (
    <>
      <TopBar crumbs={<b className="font-name text-fg">Overview</b>} />
      <VerdictHead
        mark={stale ? "retrying" : mark}
        title={title}
        evidence={
          <>
            <p>{evidence}</p>
            <WhatToLookAt snapshot={snapshot} />
          </>
        }
      >
        {snapshot.sending ? (
          <ResumeDialog waits={waitWords(snapshot)} />
        ) : dead > 0 ? (
          <Link href="/ops/dead-letters" className={buttonClass({ variant: "primary" })}>
            Open the dead letters
          </Link>
        ) : snapshot.workers === 0 ? (
          <Link href="/ops/workers" className={buttonClass()}>
            See who runs
          </Link>
        ) : (
          <Link href="/checkout?sample=bounce" className={buttonClass()}>
            Break something in the store
          </Link>
        )}
      </VerdictHead>
      {snapshot.sending && <BeforeResuming pause={snapshot.sending} />}
      <section aria-label="Pipeline" className="border-t border-line">
        <PipelineStrip snapshot={snapshot} stages={stages} lastMinute={lastMinute} stale={stale} />
      </section>
      <div className="grid grow content-start border-t border-line">
        <HandlerTable handlers={snapshot.handlers} firing={snapshot.alerts} />
        <TopCauses />
        <HistorySection range={range} />
        <NewestDead />
      </div>
    </>
  );
}
