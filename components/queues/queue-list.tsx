"use client";
import Link from "next/link";
import { FiringList } from "#components/alerts/firing-list.tsx";
import { deadLettersPath } from "#components/dead-letters/dead-letters-query.ts";
import { millisecondWords } from "#components/history/chart-words.ts";
import { useServedQuery } from "#components/live/served.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { TopBar } from "#components/ops/top-bar.tsx";
import { useDeadTitle } from "#components/ops/use-dead-title.ts";
import { BreakerActions } from "#components/queues/breaker-actions.tsx";
import { BreakerNote } from "#components/queues/breaker-note.tsx";
import { PauseDialog } from "#components/queues/pause-dialog.tsx";
import { queuesQuery } from "#components/queues/queues-query.ts";
import { ageTone, ageWords } from "#components/ui/age-words.ts";
import { Chip } from "#components/ui/chip.tsx";
import { Figure } from "#components/ui/figure.tsx";
import { Age } from "#components/ui/time.tsx";
import type { QueueDto } from "#server/contracts/monitoring/queue.ts";

const movingGoalSeconds = 10;
const text = (count: number) => count.toLocaleString("en-GB");

/** One queue per handler: what waits in it, what passed, how it retries, and the brake. */
export function QueueList() {
  const { data } = useServedQuery(queuesQuery());
  useDeadTitle("Queues");
  return (
    <>
      <TopBar crumbs={<b className="font-name text-fg">Queues</b>} />
      <div className="px-4 pt-4 pb-3 desk:px-6">
        <h1 className="text-xl">Queues</h1>
        <p className="max-w-[80ch] text-pretty text-fg-2">
          Each handler has one. Pausing it stops new tries: messages go on being taken and wait with their whole budget.
          While the other side is down its breaker does so by itself.
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
            <StateMark name={mark} label={queue.paused ? "Paused" : isHeld ? "Held" : "Running"} />
            {queue.label} <code className="text-xs font-normal text-fg-3">{queue.handler}</code>
            {!queue.enabled && <Chip tone="outline">Off</Chip>}
          </h2>
          <p className="pt-0.5 text-pretty text-fg-2">
            {queue.policy ?? "Of another build: no worker of this one delivers it."}
            {queue.concurrency !== null && `; ${queue.concurrency} at once per worker. ${takenBy(queue)}`}
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
          <Figure name="Waiting">{text(queue.waiting)}</Figure>
          <Figure name="Ready">{text(queue.ready)}</Figure>
          <Figure name="Active">{text(queue.active)}</Figure>
          <Figure name="Retrying" className={queue.retrying > 0 ? "text-retrying" : ""}>
            {text(queue.retrying)}
          </Figure>
          <Figure name="Dead" className={queue.dead > 0 ? "text-dead" : ""}>
            {queue.dead > 0 ? (
              <Link href={deadLettersPath({ handler: queue.handler })} className="link">
                {text(queue.dead)}
              </Link>
            ) : (
              "0"
            )}
          </Figure>
          <Figure name="Oldest open" className={oldest === null ? "" : ageTone(oldest, movingGoalSeconds)}>
            {oldest === null ? "none" : ageWords(oldest)}
          </Figure>
        </dl>
        <dl
          aria-label="In the last 15 minutes"
          className="grid grid-cols-3 gap-x-4 gap-y-3 desk:border-s desk:border-line desk:ps-6"
        >
          <Figure name="In 15 min">{text(passed.delivered)}</Figure>
          <Figure name="Failed tries" className={passed.failed > 0 ? "text-retrying" : ""}>
            {text(passed.failed)}
          </Figure>
          <Figure name="Died" className={passed.died > 0 ? "text-dead" : ""}>
            {text(passed.died)}
          </Figure>
        </dl>
      </div>
      <Spreads passed={passed} />
    </section>
  );
}

/** `3 workers take it, 7 of 30 places are busy.` */
function takenBy({ workers: { alive, inHand, places } }: QueueDto): string {
  if (alive === 0) return "No worker takes it.";
  return `${alive === 1 ? "1 worker takes" : `${text(alive)} workers take`} it, ${text(inHand)} of ${text(places)} places busy.`;
}

/** Where the time goes: in the queue, in the try, or before both. Without a single try there is nothing to say. */
function Spreads({ passed }: { passed: QueueDto["lastQuarter"] }) {
  const rows = [
    ["Wait", "queue to first try", passed.wait],
    ["Run", "each try", passed.run],
    ["In all", "commit to answer", passed],
  ] as const;
  if (rows.every(([, , { p50Ms }]) => p50Ms === null)) return null;
  return (
    <dl
      aria-label="How long it took in the last 15 minutes"
      className="grid gap-x-8 gap-y-1 pt-3 desk:grid-flow-col desk:justify-start"
    >
      {rows.map(([name, words, { p50Ms, p95Ms }]) => (
        <div key={name} className="flex flex-wrap items-baseline gap-x-2">
          <dt className="text-xs text-fg-3 max-desk:w-40">{`${name}, ${words}`}</dt>
          <dd className="whitespace-nowrap">
            {p50Ms === null ? (
              <span className="text-fg-3">none</span>
            ) : (
              <>
                <span className="text-xs text-fg-3">p50</span> {millisecondWords(p50Ms)}
                <span className="ps-2 text-xs text-fg-3">p95</span> {millisecondWords(p95Ms)}
              </>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
