import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { processStates } from "#server/contracts/monitoring/process.ts";
import { causeStates } from "#server/contracts/triage/cause.ts";
import type { Metric, Sample } from "#server/monitoring/metrics/format-metrics.ts";
import type { ReplayOutcome, Totals } from "#server/monitoring/metrics/sql/count-totals.ts";

export type ProcessGauges = { residentBytes: number; heapUsedBytes: number; loopDelaySeconds: number; build: string };
export type MetricReading = { pipeline: PipelineDto; totals: Totals; own: ProcessGauges };

const one = (value: number): Sample[] => [{ value }];
const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  ...{ name, type: "gauge", help, samples },
});
const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  ...{ name, type: "counter", help, samples },
});

/** Where nothing waits the oldest is 0 s old: a series that ends is one that an alert does not see fall. */
const age = (seconds: number | null): number => seconds ?? 0;

const breakerValues = { closed: 0, half_open: 1, open: 2 } as const;
const queueStates = ["waiting", "ready", "active", "retrying"] as const;
const replayOutcomes: readonly ReplayOutcome[] = ["delivered", "dead", "withdrawn"];

/** Every metric with its samples. No label holds an id or a fingerprint: how many series there are follows from the code. */
export function describeMetrics({ pipeline, totals, own }: MetricReading): Metric[] {
  const { outbox, handlers } = pipeline;
  const perQueue = (value: (handler: (typeof handlers)[number]) => number): Sample[] =>
    handlers.map((handler) => ({ labels: { queue: handler.handler }, value: value(handler) }));
  const perKind = (value: (run: Totals["retention"][number]) => number): Sample[] =>
    totals.retention.map((run) => ({ labels: { kind: run.kind }, value: value(run) }));
  const deathsOf = (id: string) => totals.deaths.find(({ handler }) => handler === id)?.deaths ?? 0;
  return [
    gauge("outbox_pending_messages", "Messages that are published and not relayed yet.", one(outbox.pending)),
    gauge(
      "outbox_oldest_age_seconds",
      "Age of the oldest message that is not relayed.",
      one(age(outbox.oldestAgeSeconds)),
    ),
    gauge("outbox_parked_messages", "Messages that could not be relayed; each is a dead letter.", one(outbox.parked)),
    counter("outbox_relayed_total", "Messages that were relayed.", one(totals.relayed)),
    gauge(
      "queue_messages",
      "Deliveries that are not settled, by handler and by what they wait for.",
      handlers.flatMap((handler) =>
        queueStates.map((state) => ({ labels: { queue: handler.handler, state }, value: handler[state] })),
      ),
    ),
    gauge(
      "queue_oldest_age_seconds",
      "Age of a handler's oldest delivery that is not settled.",
      perQueue(({ oldestAgeSeconds }) => age(oldestAgeSeconds)),
    ),
    gauge(
      "queue_paused",
      "1 while an operator holds a handler's deliveries.",
      perQueue(({ paused }) => (paused === null ? 0 : 1)),
    ),
    gauge(
      "breaker_state",
      "Whether a handler's breaker holds its deliveries: 0 closed, 1 half open, 2 open.",
      perQueue(({ breaker }) => breakerValues[breaker?.state ?? "closed"]),
    ),
    gauge(
      "breaker_held_messages",
      "Deliveries that wait for a handler's breaker.",
      perQueue(({ breaker }) => breaker?.held ?? 0),
    ),
    gauge(
      "dlq_messages",
      "Dead letters that wait for a hand.",
      perQueue(({ dead }) => dead),
    ),
    gauge(
      "dlq_oldest_age_seconds",
      "Since when a handler's oldest dead letter is dead.",
      perQueue(({ oldestDeadAgeSeconds }) => age(oldestDeadAgeSeconds)),
    ),
    counter(
      "delivery_attempts_total",
      "Tries that settled a delivery. One that will be tried again is not counted.",
      handlers.flatMap(({ handler: queue, delivered }) => [
        { labels: { queue, outcome: "delivered" }, value: delivered },
        { labels: { queue, outcome: "dead" }, value: deathsOf(queue) },
      ]),
    ),
    counter(
      "replays_total",
      "Replays that are over, by what they came to. Withdrawn: taken back before it left.",
      replayOutcomes.map((outcome) => ({
        labels: { mode: "single", outcome },
        value: totals.replays.find((row) => row.outcome === outcome)?.replays ?? 0,
      })),
    ),
    gauge(
      "causes",
      "What dead letters died of, by the state of the cause.",
      causeStates.map((state) => ({
        labels: { state },
        value: totals.causes.find((row) => row.state === state)?.causes ?? 0,
      })),
    ),
    gauge(
      "sending_paused",
      "1 while nothing is sent: this database was restored or copied.",
      one(pipeline.sending ? 1 : 0),
    ),
    gauge(
      "workers",
      "Worker processes. Silent: no beat for 25 s. Gone: none for a minute; kept for a day.",
      processStates.map((state) => ({
        labels: { state },
        value: totals.workers.find((row) => row.state === state)?.workers ?? 0,
      })),
    ),
    gauge(
      "worker_heartbeat_age_seconds",
      "Since the newest beat of any worker. Absent where none is in the register.",
      totals.beatAgeSeconds === null ? [] : one(totals.beatAgeSeconds),
    ),
    counter(
      "retention_rows_total",
      "Rows that were removed, emptied or put away after their retention time.",
      perKind(({ rowsTotal }) => rowsTotal),
    ),
    gauge(
      "retention_last_run_timestamp_seconds",
      "When the last run of a kind began.",
      perKind(({ startedAtSeconds }) => startedAtSeconds),
    ),
    gauge(
      "retention_failed",
      "1 where the last run of a kind failed.",
      perKind(({ failed }) => (failed ? 1 : 0)),
    ),
    gauge("process_resident_memory_bytes", "Resident memory of the process that answers.", one(own.residentBytes)),
    gauge("process_heap_used_bytes", "JavaScript heap in use in the process that answers.", one(own.heapUsedBytes)),
    gauge(
      "process_event_loop_delay_seconds",
      "How late the event loop of the process that answers was: 99th percentile since the last scrape.",
      one(own.loopDelaySeconds),
    ),
    gauge("build_info", "Always 1; the build of the process that answers.", [
      { labels: { build: own.build }, value: 1 },
    ]),
  ];
}
