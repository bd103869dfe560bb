"use client";
import { SettingsHead } from "#components/console/settings/settings-head.tsx";
import { retentionQuery } from "#components/console/settings/settings-query.ts";
import { formatCount } from "#components/format/format-count.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Time } from "#components/ui/time.tsx";
import { type RetentionDto, retentionKinds } from "#server/contracts/monitoring/retention.ts";

type Item = RetentionDto["items"][number];

/** Retention periods and results of the last runs. */
export function Retention() {
  const { items } = useHydratedQuery(retentionQuery()).data;
  return (
    <>
      <SettingsHead title="Retention">
        A worker deletes expired data hourly in small batches. Application data, messages without payload, deliveries
        with their attempts, causes and the audit log are kept. Chart data is kept for 2 hours in 10 s buckets, 2 days
        in 1 min buckets and 400 days in 1 h buckets.
      </SettingsHead>
      <ul className="border-t border-line">
        {items.map((item) => (
          <Row key={item.kind} item={item} />
        ))}
      </ul>
    </>
  );
}

function Row({ item: { kind, rule, last, nextAt } }: { item: Item }) {
  return (
    <li className="grid gap-x-8 gap-y-1 border-b border-line px-4 py-3 desk:grid-cols-[minmax(0,3fr)_minmax(0,2fr)] desk:px-6">
      <div className="min-w-0">
        <h2 className="font-name">{retentionKinds[kind]}</h2>
        <p className="max-w-[72ch] text-pretty text-fg-2">{`Kept ${rule}.`}</p>
      </div>
      <div className="min-w-0 text-fg-2">
        {last ? (
          <>
            <p className="flex items-start gap-2">
              <StateMark name={markOf(last)} size={14} className="mt-[3px]" />
              <span className="min-w-0 text-pretty wrap-anywhere">
                <LastRun last={last} />
              </span>
            </p>
            <p className="ps-[22px] text-xs text-fg-3">
              {`${formatCount(last.rowsTotal)} in all runs`}
              {nextAt && (
                <>
                  {" · next run about "}
                  <Time at={nextAt} format="minute" />
                </>
              )}
            </p>
          </>
        ) : (
          <p className="text-fg-3">Not run yet. The first run is one minute after a worker starts.</p>
        )}
      </div>
    </li>
  );
}

type Run = NonNullable<Item["last"]>;
const markOf = ({ error, endedAt }: Run) => (error ? "alert" : endedAt ? "delivered" : "active");

function LastRun({ last: { startedAt, endedAt, rows, batches, error } }: { last: Run }) {
  const began = <Time at={startedAt} format="day" />;
  if (!endedAt) return <>Started {began}, running</>;
  const count = `${formatCount(rows)} ${rows === 1 ? "row" : "rows"} in ${formatCount(batches)} ${batches === 1 ? "batch" : "batches"}`;
  return (
    <>
      {began}
      {error ? `: failed after ${count}: ${error}` : `: ${count}`}
    </>
  );
}
