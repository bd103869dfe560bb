"use client";
import { useState } from "react";
import { problemOf } from "#components/api/request-json.ts";
import { CauseActions } from "#components/console/causes/cause-actions.tsx";
import { CauseChips } from "#components/console/causes/cause-chips.tsx";
import { CauseDeadLetters } from "#components/console/causes/cause-dead-letters.tsx";
import { CauseFacts } from "#components/console/causes/cause-facts.tsx";
import { CauseIdentity } from "#components/console/causes/cause-identity.tsx";
import { causeName, causeTitle } from "#components/console/causes/cause-labels.ts";
import { CauseNote } from "#components/console/causes/cause-note.tsx";
import { causeQuery } from "#components/console/causes/causes-query.ts";
import { NextStep } from "#components/console/causes/next-step.tsx";
import { useCauseActions } from "#components/console/causes/use-cause-actions.ts";
import { RunningReplays } from "#components/console/replays/list/running-replays.tsx";
import { StatusHead } from "#components/console/shell/status-head.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { useRowKeys } from "#components/console/shell/use-row-keys.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { Button } from "#components/ui/button.tsx";
import { ProblemNote } from "#components/ui/problem-note.tsx";
import { failureCodes, failureOf, isFailureCode } from "#server/contracts/delivery/failure-code.ts";

/** Page of one failure cause. */
export function CauseView({ fingerprint, cursor }: { fingerprint: string; cursor: string | null }) {
  const query = useHydratedQuery(causeQuery(fingerprint, cursor));
  const cause = query.data;
  const decisions = useCauseActions();
  const [selecting, setSelecting] = useState(false);
  const failed = decisions.decide.error ?? decisions.discard.error ?? decisions.restore.error;
  const settled = cause.state === "resolved" || cause.state === "quiet";
  const permanent = isFailureCode(cause.failureCode) && failureCodes[cause.failureCode].permanent;
  useRowKeys();
  return (
    <>
      <TopBar title={causeName(cause)} parent={{ href: "/ops/causes", name: "Failure causes" }} freshness={query} />
      <StatusHead
        mark={settled ? "delivered" : cause.state === "muted" ? "paused" : "dead"}
        title={<span className="wrap-anywhere">{causeTitle(cause)}</span>}
        evidence={
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <CauseChips cause={cause} />
            <span>
              <code>{cause.failureCode}</code> in <b className="font-semibold text-fg">{cause.handler}</b>:{" "}
              {failureOf(cause.failureCode).label.toLowerCase()}.{" "}
              {permanent
                ? "Permanent: a replay without a fix fails again."
                : "Temporary: a replay without changes can succeed."}
            </span>
          </p>
        }
      >
        <CauseActions cause={cause} decisions={decisions} />
      </StatusHead>
      {failed && (
        <div className="px-4 pb-4 desk:px-6">
          <ProblemNote problem={problemOf(failed)}>
            <Button
              onClick={() => {
                decisions.decide.reset();
                decisions.discard.reset();
                decisions.restore.reset();
              }}
            >
              Close
            </Button>
          </ProblemNote>
        </div>
      )}
      <CauseFacts cause={cause} />
      <div className="grid border-t border-line desk:grid-cols-2">
        <NextStep cause={cause} newest={cause.letters.items[0]} selecting={selecting} />
        <div className="grid content-start border-line max-desk:border-t desk:border-s">
          <CauseNote cause={cause} decisions={decisions} />
          <CauseIdentity cause={cause} />
        </div>
      </div>
      <RunningReplays cause={cause.fingerprint} />
      <CauseDeadLetters cause={cause} cursor={cursor} decisions={decisions} onSelecting={setSelecting} />
    </>
  );
}
