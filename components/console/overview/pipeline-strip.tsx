import Link from "next/link";
import type { ReactNode } from "react";
import { noWorker } from "#components/console/workers/worker-labels.ts";
import { ageTone, formatAge, formatMilliseconds } from "#components/format/format-age.ts";
import { formatCount } from "#components/format/format-count.ts";
import { StateWord } from "#components/marks/state-mark.tsx";
import { oldestDead, oldestMoving, totalOf } from "#components/pipeline/depths.ts";
import { type Station, Strip } from "#components/pipeline/strip.tsx";
import type { HistoryDto, QuantilesDto } from "#server/contracts/monitoring/history.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

/** Goals in seconds: from commit to handler, and from dead letter to operator action. */
const movingGoalSeconds = 10;
const deadGoalSeconds = 900;

const oldest = (seconds: number | null): ReactNode =>
  seconds === null ? (
    <span>none waiting</span>
  ) : (
    <span>
      oldest <b className={ageTone(seconds, movingGoalSeconds)}>{formatAge(seconds)}</b>
    </span>
  );

/** p95 of a stage. The period is visible once on the strip and read out at each station. */
const slow = ({ p95Ms }: QuantilesDto, label = "p95"): ReactNode =>
  p95Ms === null ? null : (
    <span>
      {label} <b>{formatMilliseconds(p95Ms)}</b>
      {label === "p95" && <span className="sr-only"> in the last 15 minutes</span>}
    </span>
  );

type PipelineStripProps = {
  snapshot: PipelineDto;
  stages: HistoryDto["stages"];
  lastMinute: HistoryDto["lastMinute"];
  stale: boolean;
};

/** Depth, age and p95 of each station, and the rate of the last 60 s. A depth without its age is misleading. */
export function PipelineStrip({ snapshot, stages, lastMinute, stale }: PipelineStripProps) {
  const { outbox, handlers } = snapshot;
  const depth = (name: Parameters<typeof totalOf>[1]) => totalOf(snapshot, name);
  const waiting = depth("waiting");
  const retrying = depth("retrying");
  const dead = depth("dead");
  const queued = depth("ready") + retrying + waiting;
  const age = oldestMoving(snapshot);
  const off = handlers.filter((handler) => !handler.enabled).length;
  const deadAge = oldestDead(snapshot);
  const stations: Station[] = [
    {
      name: "Outbox",
      depth: formatCount(outbox.pending),
      unit: "pending",
      meta: (
        <>
          {oldest(outbox.oldestAgeSeconds)}
          {slow(stages.relay)}
        </>
      ),
      mark: "waiting",
      rail: "active",
      flow: `${formatCount(lastMinute.written ?? 0)}/min`,
    },
    {
      name: "Queue",
      depth: formatCount(depth("ready")),
      unit: "ready",
      meta: (
        <>
          {oldest(queued === 0 ? null : age)}
          {slow(stages.wait)}
          {retrying > 0 && <StateWord name="retrying" size={12}>{`${formatCount(retrying)} retrying`}</StateWord>}
          {waiting > 0 && <StateWord name="waiting" size={12}>{`${formatCount(waiting)} waiting`}</StateWord>}
        </>
      ),
      mark: "queued",
      rail: "active",
    },
    {
      name: "Handlers",
      depth: formatCount(depth("active")),
      unit: "active",
      meta: (
        <>
          <span>{`${handlers.length} handlers${off > 0 ? `, ${off} off` : ""}`}</span>
          <Workers count={snapshot.workers} />
          {slow(stages.run)}
          {/* With an empty queue the oldest delivery is in flight. */}
          {queued === 0 && age !== null && oldest(age)}
        </>
      ),
      mark: "active",
      rail: "delivered",
      flow: `${formatCount(lastMinute.delivered)}/min`,
    },
    {
      name: "Delivered",
      depth: formatCount(depth("delivered")),
      unit: "total",
      meta: slow(stages.total, "p95 of 15 min") ?? <span>all handlers</span>,
      mark: "delivered",
    },
  ];
  return (
    <Strip
      label="Pipeline, from outbox to delivered"
      stations={stations}
      stale={stale}
      dropAt={3}
      drop={{
        dead,
        href: "/ops/dead-letters",
        text:
          deadAge === null ? (
            "dead letters"
          ) : (
            <>
              {`dead ${dead === 1 ? "letter" : "letters"}${lastMinute.died > 0 ? `, ${formatCount(lastMinute.died)} in the last minute` : ""}, oldest `}
              <span className={ageTone(deadAge, deadGoalSeconds)}>{formatAge(deadAge)}</span>
            </>
          ),
      }}
    />
  );
}

/** Number of workers. No worker is an alert. */
function Workers({ count }: { count: number }) {
  return (
    <Link href="/ops/workers" className="link max-desk:-my-3.5 max-desk:py-3.5">
      {count === 0 ? (
        <StateWord name="alert" size={12}>
          {noWorker}
        </StateWord>
      ) : (
        `${formatCount(count)} ${count === 1 ? "worker" : "workers"}`
      )}
    </Link>
  );
}
