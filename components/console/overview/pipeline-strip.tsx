import Link from "next/link";
import type { ReactNode } from "react";
import { formatMilliseconds } from "#components/console/history/chart-labels.ts";
import { noWorker } from "#components/console/workers/worker-labels.ts";
import { ageTone, formatAge } from "#components/format/format-age.ts";
import { StateWord } from "#components/marks/state-mark.tsx";
import { oldestDead, oldestMoving, totalOf } from "#components/pipeline/depths.ts";
import { type Station, Strip } from "#components/pipeline/strip.tsx";
import type { HistoryDto, QuantilesDto } from "#server/contracts/monitoring/history.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

const text = (count: number) => count.toLocaleString("en-GB");
/** What a message should need at most from commit to handler, and a dead letter from death to a hand. */
const movingGoalSeconds = 10;
const deadGoalSeconds = 900;

const oldest = (seconds: number | null): ReactNode =>
  seconds === null ? (
    <span>none waits</span>
  ) : (
    <span>
      oldest <b className={ageTone(seconds, movingGoalSeconds)}>{formatAge(seconds)}</b>
    </span>
  );

/** What 95 of 100 took at most. Of which time stands once on the strip; who hears each station alone is told at each. */
const slow = ({ p95Ms }: QuantilesDto, words = "p95"): ReactNode =>
  p95Ms === null ? null : (
    <span>
      {words} <b>{formatMilliseconds(p95Ms)}</b>
      {words === "p95" && <span className="sr-only"> in the last 15 minutes</span>}
    </span>
  );

type PipelineStripProps = {
  snapshot: PipelineDto;
  stages: HistoryDto["stages"];
  lastMinute: HistoryDto["lastMinute"];
  stale: boolean;
};

/** The strip with the console's depths; on its rails what passed in the last 60 seconds. Age stands beside every depth, because depth
 * alone lies, and what most took at each stage. */
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
      depth: text(outbox.pending),
      unit: "unrelayed",
      meta: (
        <>
          {oldest(outbox.oldestAgeSeconds)}
          {slow(stages.relay)}
        </>
      ),
      mark: "waiting",
      rail: "active",
      flow: `${text(lastMinute.written ?? 0)}/min`,
    },
    {
      name: "Queue",
      depth: text(depth("ready")),
      unit: "ready",
      meta: (
        <>
          {oldest(queued === 0 ? null : age)}
          {slow(stages.wait)}
          {retrying > 0 && <StateWord name="retrying" size={12}>{`${text(retrying)} retrying`}</StateWord>}
          {waiting > 0 && <StateWord name="waiting" size={12}>{`${text(waiting)} waiting`}</StateWord>}
        </>
      ),
      mark: "queued",
      rail: "active",
    },
    {
      name: "Handlers",
      depth: text(depth("active")),
      unit: "busy",
      meta: (
        <>
          <span>{`${handlers.length} handlers${off > 0 ? `, ${off} off` : ""}`}</span>
          <Workers count={snapshot.workers} />
          {slow(stages.run)}
          {/* With nothing queued, the oldest that moves is in a worker's hands. */}
          {queued === 0 && age !== null && oldest(age)}
        </>
      ),
      mark: "active",
      rail: "delivered",
      flow: `${text(lastMinute.delivered)}/min`,
    },
    {
      name: "Delivered",
      depth: text(depth("delivered")),
      unit: "so far",
      meta: slow(stages.total, "p95 of 15 min") ?? <span>by all handlers</span>,
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
        words:
          deadAge === null ? (
            "dead"
          ) : (
            <>
              {`dead${lastMinute.died > 0 ? `, ${text(lastMinute.died)} in the last minute` : ""}, oldest `}
              <span className={ageTone(deadAge, deadGoalSeconds)}>{formatAge(deadAge)}</span>
            </>
          ),
      }}
    />
  );
}

/** Who takes what is queued. Nobody is a reason to act, and says what follows from it. */
function Workers({ count }: { count: number }) {
  return (
    <Link href="/ops/workers" className="link max-desk:-my-3.5 max-desk:py-3.5">
      {count === 0 ? (
        <StateWord name="alert" size={12}>
          {noWorker}
        </StateWord>
      ) : (
        `${text(count)} ${count === 1 ? "worker" : "workers"}`
      )}
    </Link>
  );
}
