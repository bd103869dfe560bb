"use client";
import type { Route } from "next";
import Link from "next/link";
import { ActivityList } from "#components/console/activity/activity-list.tsx";
import { AcknowledgeFiring } from "#components/console/alerts/acknowledge-firing.tsx";
import { causesQuery, topCauseCount } from "#components/console/causes/causes-query.ts";
import { TopCauses } from "#components/console/causes/top-causes.tsx";
import { historyQuery } from "#components/console/history/history-query.ts";
import { HistorySection } from "#components/console/history/history-section.tsx";
import { HandlerTable } from "#components/console/overview/handler-table.tsx";
import { Highlights } from "#components/console/overview/highlights.tsx";
import { NewestDeadLetters } from "#components/console/overview/newest-dead-letters.tsx";
import { pipelineStatus, waitingText, withoutPause } from "#components/console/overview/pipeline-status.ts";
import { PipelineStrip } from "#components/console/overview/pipeline-strip.tsx";
import { ResumeChecklist } from "#components/console/overview/resume-checklist.tsx";
import { ResumeDialog } from "#components/console/overview/resume-dialog.tsx";
import { useSnapshot } from "#components/console/overview/use-snapshot.ts";
import { RunningReplays } from "#components/console/replays/list/running-replays.tsx";
import { StatusHead } from "#components/console/shell/status-head.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { WorkerSummary } from "#components/console/workers/worker-summary.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { useConsoleState } from "#components/live/use-console-state.ts";
import { totalOf } from "#components/pipeline/depths.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import type { HistoryRange } from "#server/contracts/monitoring/history.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { samplePages } from "#server/modules.messages.ts";

/** Pipeline overview: status, highlights, depths, causes, handlers, history and activity. */
export function Overview({ range }: { range: HistoryRange }) {
  const snapshot = useSnapshot();
  const { mark, title, evidence } = pipelineStatus(snapshot);
  const stale = useConsoleState().state.kind === "stale";
  const { lastMinute, stages } = useHydratedQuery(historyQuery(range, null)).data;
  return (
    <>
      <TopBar title="Overview" />
      <StatusHead
        mark={stale ? "retrying" : mark}
        title={title}
        evidence={
          <>
            <p>{evidence}</p>
            <Highlights snapshot={snapshot} />
          </>
        }
      >
        <OverviewActions snapshot={snapshot} />
      </StatusHead>
      {snapshot.sending && <ResumeChecklist pause={snapshot.sending} />}
      <section aria-label="Pipeline" className="border-t border-line">
        <PipelineStrip snapshot={snapshot} stages={stages} lastMinute={lastMinute} stale={stale} />
      </section>
      <div className="grid grow content-start border-t border-line desk:grid-cols-[minmax(0,1fr)_300px]">
        <div className="grid content-start *:first:border-t-0">
          <RunningReplays />
          <TopCauses />
          <HandlerTable handlers={snapshot.handlers} firing={snapshot.alerts} />
          <HistorySection range={range} />
        </div>
        <aside aria-label="Workers and activity" className="border-line max-desk:border-t desk:border-s">
          <WorkerSummary />
          <ActivityList />
        </aside>
      </div>
      <NewestDeadLetters />
    </>
  );
}

/** At most two actions for the current status; the most useful one is primary. */
function OverviewActions({ snapshot }: { snapshot: PipelineDto }) {
  const dead = totalOf(snapshot, "dead");
  const [top] = useHydratedQuery(causesQuery("open", null, topCauseCount)).data.items;
  const others = withoutPause(snapshot).firing;
  const firing = others.length > 0 && <AcknowledgeFiring firing={others} />;
  if (snapshot.sending) return <ResumeDialog waits={waitingText(snapshot)} />;
  if (dead > 0) {
    const one = top !== undefined && top.dead * 2 > dead ? top : null;
    return (
      <>
        {firing}
        <Link
          href={one ? `/ops/causes/${one.fingerprint}` : "/ops/dead-letters"}
          className={buttonClass({ variant: "primary" })}
        >
          {one ? "Open top cause" : "Open dead letters"}
        </Link>
      </>
    );
  }
  if (firing) return firing;
  if (snapshot.workers === 0) {
    return (
      <Link href="/ops/workers" className={buttonClass()}>
        Show workers
      </Link>
    );
  }
  const sample = samplePages()?.failure;
  return (
    sample && (
      <Link href={sample.href as Route} className={buttonClass()}>
        {sample.label}
      </Link>
    )
  );
}
