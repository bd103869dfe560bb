"use client";
import { problemOf } from "#components/api/request-json.ts";
import { useNow } from "#components/browser/now.tsx";
import { CountsBar } from "#components/console/replays/counts-bar.tsx";
import { BatchFacts } from "#components/console/replays/receipt/batch-facts.tsx";
import { BatchNotes } from "#components/console/replays/receipt/batch-notes.tsx";
import { ExportReceipt } from "#components/console/replays/receipt/export-receipt.tsx";
import { FailureCauses } from "#components/console/replays/receipt/failure-causes.tsx";
import { Guards } from "#components/console/replays/receipt/guards.tsx";
import { OutcomeFigures } from "#components/console/replays/receipt/outcome-figures.tsx";
import { Ramp } from "#components/console/replays/receipt/ramp.tsx";
import { RateControl } from "#components/console/replays/receipt/rate-control.tsx";
import { ReceiptLog } from "#components/console/replays/receipt/receipt-log.tsx";
import { ReplayDecisions } from "#components/console/replays/receipt/replay-decisions.tsx";
import { ReplayFailures } from "#components/console/replays/receipt/replay-failures.tsx";
import { ReplayItems } from "#components/console/replays/receipt/replay-items.tsx";
import { markOfReplay, phaseText, stateLabels, timeLeftText } from "#components/console/replays/replay-labels.ts";
import { isOpen, replayQuery } from "#components/console/replays/replays-query.ts";
import { useReplayActions } from "#components/console/replays/use-replay-actions.ts";
import { StatusHead } from "#components/console/shell/status-head.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { Button } from "#components/ui/button.tsx";
import { ProblemNote } from "#components/ui/problem-note.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ItemOutcome } from "#server/contracts/triage/replay-outcomes.ts";

type ReplayViewProps = { id: string; outcome: ItemOutcome | null; cursor: string | null };

/** Receipt of a bulk replay: verdict, counts, waves, guards, messages, set and activity. */
export function ReplayView({ id, outcome, cursor }: ReplayViewProps) {
  const batch = useHydratedQuery(replayQuery(id)).data;
  const actions = useReplayActions(id);
  const left = timeLeftText(batch, useNow());
  const phase = batch.state === "running" ? [phaseText(batch).replace(/^W/, "w"), ...(left ? [left] : [])] : [];
  const failed = actions.decide.error ?? actions.changeRate.error;
  return (
    <article className="receipt flex grow flex-col">
      <TopBar title={batch.name} parent={{ href: "/ops/replays", name: "Replays" }} />
      {/* While it runs, the dock's live region announces the progress. */}
      <span role="status" className="sr-only">
        {isOpen(batch.state) ? "" : batch.verdict}
      </span>
      <StatusHead
        announced={false}
        mark={markOfReplay(batch)}
        title={<span className="wrap-anywhere">{batch.verdict}</span>}
        evidence={
          <p>
            <b className="font-semibold text-fg">{batch.name}.</b>{" "}
            {`${[stateLabels[batch.state].word, ...phase].join(", ")}. `}
            {batch.startedAt ? "Started by " : "Created by "}
            {batch.createdBy.name} on <Time at={batch.startedAt ?? batch.createdAt} format="day" />
            {`: “${batch.reason}”`}
          </p>
        }
      >
        <ReplayDecisions batch={batch} actions={actions} />
        <ReplayFailures batch={batch} />
      </StatusHead>
      {failed && (
        <div className="px-4 pb-4 desk:px-6">
          <ProblemNote problem={problemOf(failed)}>
            <Button
              onClick={() => {
                actions.decide.reset();
                actions.changeRate.reset();
              }}
            >
              Close
            </Button>
          </ProblemNote>
        </div>
      )}
      <BatchNotes batch={batch} />
      <section aria-label="Outcomes" className="grid gap-3 border-t border-line px-4 py-3 desk:px-6">
        <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
          <OutcomeFigures batch={batch} />
          {isOpen(batch.state) && batch.state !== "draft" && (
            <RateControl value={batch.ratePerSecond} actions={actions} />
          )}
        </div>
        <CountsBar counts={batch.counts} total={batch.total} />
      </section>
      <Ramp batch={batch} />
      <FailureCauses causes={batch.failureCauses} />
      <div className="grid border-t border-line desk:grid-cols-2">
        <BatchFacts batch={batch} />
        <div className="border-line *:border-line *:not-first:border-t max-desk:border-t desk:border-s">
          <Guards batch={batch} />
          <ReceiptLog batch={batch} />
        </div>
      </div>
      <ReplayItems batch={batch} outcome={outcome} cursor={cursor} />
      <ExportReceipt id={id} />
    </article>
  );
}
