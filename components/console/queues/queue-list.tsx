"use client";
import Link from "next/link";
import { FiringList } from "#components/console/alerts/firing-list.tsx";
import { deadLettersPath } from "#components/console/dead-letters/dead-letters-query.ts";
import { BreakerActions } from "#components/console/queues/breaker-actions.tsx";
import { BreakerNote } from "#components/console/queues/breaker-note.tsx";
import { PauseDialog } from "#components/console/queues/pause-dialog.tsx";
import { queuesQuery } from "#components/console/queues/queues-query.ts";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { ageTone, formatAge, formatMilliseconds } from "#components/format/format-age.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Figure } from "#components/ui/figure.tsx";
import { Age } from "#components/ui/time.tsx";
import type { QueueDto } from "#server/contracts/monitoring/queue.ts";

const movingGoalSeconds = 10;

/** One queue per handler, with depths, throughput, latency, retry policy, pause and circuit breaker. */
export function QueueList() {
  const { data } = useHydratedQuery(queuesQuery());
  return (
    <>
      <TopBar title="Queues" />
      <div className="px-4 pt-4 pb-3 desk:px-6">
        <h1 className="text-xl">Queues</h1>
        <p className="max-w-[80ch] text-pretty text-fg-2">
          Each handler has a queue. Pausing stops new attempts; messages are still accepted and wait. If the destination
          is unavailable, the circuit breaker pauses the queue automatically.
        </p>
      </div>
      {data.items.map((queue) => (
        <Queue key={queue.handler} queue={queue} />
      ))}
    </>
  );
}

function Queue({ queue }: { queue: QueueDto }) {
  const { lastQuarter: passed, oldestAgeSeconds: oldest } = queue;
  const isHeld = queue.breaker !== null && queue.breaker.state !== "closed";
  const mark =
    queue.paused || isHeld ? "paused" : queue.active > 0 ? "active" : queue.retrying > 0 ? "retrying" : "queued";
  return (
    <section aria-label={queue.label} className="border-t border-line px-4 py-4 desk:px-6">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 desk:flex-1">
          <h2 className="flex flex-wrap items-center gap-2 font-semibold">
            <StateMark name={mark} label={queue.paused ? "Paused" : isHeld ? "Circuit breaker open" : "Running"} />
            {queue.label} <code className="text-xs font-normal text-fg-3">{queue.handler}</code>
            {!queue.enabled && <Chip tone="outline">Off</Chip>}
          </h2>
          <p className="pt-0.5 text-pretty text-fg-2">
            {queue.policy ?? "Handler of another build: no current worker delivers it."}
            {queue.concurrency !== null && ` · concurrency ${queue.concurrency} per worker · ${workersText(queue)}`}
          </p>
          {queue.paused && (
            <p className="pt-1 text-pretty wrap-anywhere text-retrying">
              Paused by {queue.paused.by} <Age since={queue.paused.since} /> ago: “{queue.paused.reason}”
            </p>
          )}
          {queue.breaker && <BreakerNote breaker={queue.breaker} />}
          {queue.firing.length > 0 && (
            <div className="pt-1">
              <FiringList firing={queue.firing} />
            </div>
          )}
        </div>
        {(queue.policy !== null || queue.paused) && (
          <div className="flex flex-wrap gap-2">
            {queue.policy !== null && !queue.paused && <BreakerActions queue={queue} />}
            <PauseDialog queue={queue} />
          </div>
        )}
      </div>
      <div className="grid gap-x-8 gap-y-3 pt-3 desk:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <dl aria-label="Now" className="grid grid-cols-3 gap-x-4 gap-y-3 desk:grid-cols-6">
          <Figure name="Waiting">{formatCount(queue.waiting)}</Figure>
          <Figure name="Ready">{formatCount(queue.ready)}</Figure>
          <Figure name="Active">{formatCount(queue.active)}</Figure>
          <Figure name="Retrying" className={queue.retrying > 0 ? "text-retrying" : ""}>
            {formatCount(queue.retrying)}
          </Figure>
          <Figure name="Dead letters" className={queue.dead > 0 ? "text-dead" : ""}>
            {queue.dead > 0 ? (
              <Link href={deadLettersPath({ handler: queue.handler })} className="link">
                {formatCount(queue.dead)}
              </Link>
            ) : (
              "0"
            )}
          </Figure>
          <Figure name="Oldest open" className={oldest === null ? "" : ageTone(oldest, movingGoalSeconds)}>
            {oldest === null ? "none" : formatAge(oldest)}
          </Figure>
        </dl>
        <dl
          aria-label="Last 15 minutes"
          className="grid grid-cols-3 gap-x-4 gap-y-3 desk:border-s desk:border-line desk:ps-6"
        >
          <Figure name="Delivered, 15 min">{formatCount(passed.delivered)}</Figure>
          <Figure name="Failed attempts" className={passed.failed > 0 ? "text-retrying" : ""}>
            {formatCount(passed.failed)}
          </Figure>
          <Figure name="Dead-lettered" className={passed.died > 0 ? "text-dead" : ""}>
            {formatCount(passed.died)}
          </Figure>
        </dl>
      </div>
      <Latencies passed={passed} />
    </section>
  );
}

/** `3 workers, 7 of 30 in flight`. */
function workersText({ workers: { alive, inHand, places } }: QueueDto): string {
  if (alive === 0) return "no worker";
  return `${formatCounted(alive, "worker")}, ${formatCount(inHand)} of ${formatCount(places)} in flight`;
}

/** Latency in the queue, per attempt and in total. Hidden without attempts. */
function Latencies({ passed }: { passed: QueueDto["lastQuarter"] }) {
  const rows = [
    ["Wait", "queue to first attempt", passed.wait],
    ["Run", "per attempt", passed.run],
    ["Total", "commit to delivery", passed],
  ] as const;
  if (rows.every(([, , { p50Ms }]) => p50Ms === null)) return null;
  return (
    <dl
      aria-label="Latency of the last 15 minutes"
      className="grid gap-x-8 gap-y-1 pt-3 desk:grid-flow-col desk:justify-start"
    >
      {rows.map(([name, range, { p50Ms, p95Ms }]) => (
        <div key={name} className="flex flex-wrap items-baseline gap-x-2">
          <dt className="text-xs text-fg-3 max-desk:w-40">{`${name}, ${range}`}</dt>
          <dd className="whitespace-nowrap">
            {p50Ms === null ? (
              <span className="text-fg-3">none</span>
            ) : (
              <>
                <span className="text-xs text-fg-3">p50</span> {formatMilliseconds(p50Ms)}
                <span className="ps-2 text-xs text-fg-3">p95</span> {formatMilliseconds(p95Ms)}
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
