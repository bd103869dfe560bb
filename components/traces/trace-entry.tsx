import Link from "next/link";
import { actionMarks, verbOf } from "#components/console/audit/action-labels.ts";
import { PayloadDiff } from "#components/console/payload/payload-diff.tsx";
import { formatDuration } from "#components/format/format-age.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { stageLabel } from "#components/pipeline/stage-labels.ts";
import { Time } from "#components/ui/time.tsx";
import type { TimelineStage } from "#server/contracts/shop/order.ts";
import type { TraceEntryDto } from "#server/contracts/shop/trace.ts";

const stageMarks: Record<TimelineStage, MarkName> = {
  order_saved: "delivered",
  order_shipped: "delivered",
  order_cancelled: "discarded",
  message_written: "queued",
  relayed: "queued",
  handler_off: "skipped",
  attempt_failed: "retrying",
  retry_scheduled: "retrying",
  worker_lost: "retrying",
  delivered: "delivered",
  dead: "dead",
  replayed: "replaying",
  undone: "withdrawn",
  discarded: "discarded",
  restored: "dead",
};

/** One trace entry: time, event, delivery, reply, change and reason. */
export function TraceEntry({ entry }: { entry: TraceEntryDto }) {
  const { stage } = entry;
  const mark = stage === "hand" ? (actionMarks[entry.action ?? ""] ?? "queued") : stageMarks[stage];
  const edited = entry.before !== null && entry.after !== null;
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-2.5 border-t border-line py-2 desk:grid-cols-[160px_16px_minmax(0,1fr)]">
      <Time
        at={entry.at}
        format="instant"
        className="font-mono text-xs/5 whitespace-nowrap text-fg-3 max-desk:col-start-2 max-desk:row-start-1"
      />
      <StateMark name={mark} size={14} className="mt-[3px] max-desk:col-start-1 max-desk:row-start-1" />
      <div className="grid min-w-0 gap-1 max-desk:col-start-2">
        <p className="text-pretty wrap-anywhere">
          {stage === "hand" ? <OperatorAction entry={entry} /> : stageLabel({ ...entry, stage })}
        </p>
        {entry.said && <p className="font-mono text-xs/5 wrap-anywhere text-fg-2">{entry.said}</p>}
        {edited && <PayloadDiff before={entry.before} after={entry.after} />}
        <p className="flex flex-wrap gap-x-3 text-xs text-fg-3">
          {entry.durationMs !== null && <span>{formatDuration(entry.durationMs)}</span>}
          {entry.worker && (
            <span>
              {entry.worker} · <code>{entry.build}</code>
            </span>
          )}
          {entry.deliveryId && (
            <Link
              href={`/ops/dead-letters/${entry.deliveryId}`}
              className="link inline-flex items-center max-desk:min-h-11"
            >
              {`delivery ${entry.deliveryId.slice(-8)}`}
            </Link>
          )}
        </p>
      </div>
    </li>
  );
}

function OperatorAction({ entry }: { entry: TraceEntryDto }) {
  const revision = entry.revision === null ? "" : `, revision ${entry.revision}`;
  return (
    <>
      <b className="font-medium">{entry.actor}</b>
      {` ${verbOf(entry.action ?? "")} ${entry.messageType} to ${entry.handler}${revision}`}
      {entry.reason !== null && <span className="text-fg-2">{`: “${entry.reason}”`}</span>}
      {entry.resultId !== null && (
        <>
          {", as "}
          <Link
            href={`/ops/dead-letters/${entry.resultId}`}
            className="link inline-flex items-center max-desk:min-h-11"
          >
            {entry.resultId.slice(-8)}
          </Link>
        </>
      )}
    </>
  );
}
