import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PatchOperations } from "#components/console/replays/patch-operations.tsx";
import { rateText } from "#components/console/replays/replay-labels.ts";
import { replayPath } from "#components/console/replays/replays-query.ts";
import { SampleDiffs } from "#components/console/replays/sample-diffs.tsx";
import { Section } from "#components/console/shell/section.tsx";
import { formatDuration } from "#components/format/format-age.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { Time } from "#components/ui/time.tsx";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";

/** The frozen set, the change, and the decisions of a bulk replay. */
export function BatchFacts({ batch }: { batch: ReplayBatchDto }) {
  const { approval, select, change } = batch;
  return (
    <Section
      title={
        <>
          Set frozen at <Time at={batch.createdAt} format="full" />
        </>
      }
      className="px-4 py-4 desk:px-6"
    >
      <dl>
        <Row name="Selection">
          {batch.cause ? (
            <Link href={`/ops/causes/${batch.cause}`} className="link">
              {batch.selection}
            </Link>
          ) : (
            batch.selection
          )}
          {select.failuresOf && (
            <>
              {" "}
              <Link href={replayPath(select.failuresOf)} className="link">
                Open that replay
              </Link>
            </>
          )}
        </Row>
        <Row name="Messages">{`${formatCount(batch.total)} frozen with their versions`}</Row>
        {batch.arrivedSince > 0 && (
          <Row name="Since then">
            {`+${formatCount(batch.arrivedSince)} failed, not in this replay.`}{" "}
            <Link href={sinceHref(batch)} className="link print:hidden">
              Show them
            </Link>
          </Row>
        )}
        <Row name="Change">
          {change ? change.words : "None, replayed as they were"}
          {change && (
            <span className="block text-xs text-fg-2">
              {`${formatCount(batch.changed)} changed, ${formatCount(batch.unchanged)} unchanged, ${formatCount(batch.invalid)} invalid`}
            </span>
          )}
          {change && <PatchOperations patch={change.patch} />}
          {batch.samples.length > 0 && <SampleDiffs samples={batch.samples} total={batch.changed} />}
        </Row>
        {batch.invalid > 0 && (
          <Row name="Leftovers">
            {`${formatCounted(batch.invalid, "dead letter")} left behind: the changed payload is invalid.`}{" "}
            <Link href={replayPath(batch.id, "invalid")} className="link">
              Show leftovers
            </Link>
          </Row>
        )}
        <Row name="Reason">{`“${batch.reason}”`}</Row>
        <Row name="Created by">
          {batch.createdBy.name}, <Time at={batch.createdAt} format="full" />
        </Row>
        {approval.required && (
          <Row name="Approval">
            {approval.decision && approval.by && approval.at ? (
              <>
                {`${approval.decision === "approved" ? "Approved" : "Declined"} by ${approval.by.name}, `}
                <Time at={approval.at} format="full" />
                {approval.reason && `: “${approval.reason}”`}
              </>
            ) : (
              `Needs a second person: above ${formatCount(approval.limit ?? 0)} messages.`
            )}
          </Row>
        )}
        <Row name="Rate">
          {`${rateText(batch.ratePerSecond)}, ${batch.waveMode === "gated" ? "in gated waves" : "all at once"}`}
        </Row>
        {batch.durationSeconds !== null && <Row name="Duration">{formatDuration(batch.durationSeconds * 1_000)}</Row>}
        <Row name="Sent twice">
          {batch.sentTwice === 0 ? "0" : <b className="font-semibold text-dead">{batch.sentTwice}</b>}
        </Row>
      </dl>
    </Section>
  );
}

/** Dead letters of the selection that failed after it was frozen. */
function sinceHref({ cause, select, createdAt }: ReplayBatchDto): Route {
  const filter = { ...select.filter, ...(cause ? { cause } : {}), since: createdAt };
  return `/ops/dead-letters?${new URLSearchParams(filter)}` as Route;
}

const Row = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 border-t border-line py-2">
    <dt className="text-fg-3">{name}</dt>
    <dd className="min-w-0 wrap-anywhere">{children}</dd>
  </div>
);
