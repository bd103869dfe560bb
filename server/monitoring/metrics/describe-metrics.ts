import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";
import { processStates } from "#server/contracts/monitoring/process.ts";
import { causeStates } from "#server/contracts/triage/cause.ts";
import type { Metric, Sample } from "#server/monitoring/metrics/format-metrics.ts";
import { replayOutcomes, type Totals } from "#server/monitoring/metrics/sql/count-totals.ts";

type ProcessGauges = { residentBytes: number; heapUsedBytes: number; loopDelaySeconds: number; build: string };
export type MetricReading = { pipeline: PipelineDto; totals: Totals; own: ProcessGauges };

const one = (value: number): Sample[] => [{ value }];
const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  ...{ name, type: "gauge", help, samples },
});
const counter = (name: string, help: string, samples: readonly Sample[]): Metric => ({
  ...{ name, type: "counter", help, samples },
});

/** 0 s where nothing waits: an alert would not see a series fall that ends. */
const age = (seconds: number | null): number => seconds ?? 0;

const breakerValues = { closed: 0, half_open: 1, open: 2 } as const;
const queueStates = ["waiting", "ready", "active", "retrying"] as const;

/** Every metric with its samples. No label holds an id or a fingerprint: the code bounds the number of series. */
export function describeMetrics({ pipeline, totals, own }: MetricReading): Metric[] {
  const { outbox, handlers } = pipeline;
  const perQueue = (value: (handler: (typeof handlers)[number]) => number): Sample[] =>
    handlers.map((handler) => ({ labels: { queue: handler.handler }, value: value(handler) }));
  const perKind = (value: (run: Totals["retention"][number]) => number): Sample[] =>
    totals.retention.map((run) => ({ labels: { kind: run.kind }, value: value(run) }));
  const deathsOf = (id: string) => totals.deaths.find(({ handler }) => handler === id)?.deaths ?? 0;
  return [
    gauge("outbox_pending_messages", "Messages that were published and not yet relayed.", one(outbox.pending)),
    gauge(
      "outbox_oldest_age_seconds",
      "Age of the oldest message that is not relayed.",
      one(age(outbox.oldestAgeSeconds)),
    ),
    gauge("outbox_parked_messages", "Messages that could not be relayed. Each is a dead letter.", one(outbox.parked)),
    counter("outbox_relayed_total", "Messages that were relayed.", one(totals.relayed)),
    gauge(
      "queue_messages",
      "Deliveries that are not settled, by handler and state.",
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
      "1 while an operator pauses a handler.",
      perQueue(({ paused }) => (paused === null ? 0 : 1)),
    ),
    gauge(
      "breaker_state",
      "State of a handler's circuit breaker: 0 closed, 1 half-open, 2 open.",
      perQueue(({ breaker }) => breakerValues[breaker?.state ?? "closed"]),
    ),
    gauge(
      "breaker_held_messages",
      "Deliveries held by a handler's circuit breaker.",
      perQueue(({ breaker }) => breaker?.held ?? 0),
    ),
    gauge(
      "dlq_messages",
      "Dead letters that need action.",
      perQueue(({ dead }) => dead),
    ),
    gauge(
      "dlq_oldest_age_seconds",
      "Age of a handler's oldest dead letter.",
      perQueue(({ oldestDeadAgeSeconds }) => age(oldestDeadAgeSeconds)),
    ),
    counter(
      "delivery_attempts_total",
      "Attempts that settled a delivery. Attempts that are retried are not counted.",
      handlers.flatMap(({ handler: queue, delivered }) => [
        { labels: { queue, outcome: "delivered" }, value: delivered },
        { labels: { queue, outcome: "dead" }, value: deathsOf(queue) },
      ]),
    ),
    counter(
      "replays_total",
      "Settled replays, by outcome. Withdrawn: undone before it was sent.",
      replayOutcomes.map((outcome) => ({
        labels: { mode: "single", outcome },
        value: totals.replays.find((row) => row.outcome === outcome)?.replays ?? 0,
      })),
    ),
    gauge(
      "causes",
      "Failure causes, by state.",
      causeStates.map((state) => ({
        labels: { state },
        value: totals.causes.find((row) => row.state === state)?.causes ?? 0,
      })),
    ),
    gauge(
      "sending_paused",
      "1 while sending is paused: this database was restored or copied.",
      one(pipeline.sending ? 1 : 0),
    ),
    gauge(
      "workers",
      "Worker processes, by state. Silent: no heartbeat for 25 s. Gone: none for a minute, listed for a day.",
      processStates.map((state) => ({
        labels: { state },
        value: totals.workers.find((row) => row.state === state)?.workers ?? 0,
      })),
    ),
    gauge(
      "worker_heartbeat_age_seconds",
      "Age of the latest heartbeat of any worker. Absent where none is known.",
      totals.beatAgeSeconds === null ? [] : one(totals.beatAgeSeconds),
    ),
    counter(
      "retention_rows_total",
      "Rows that were deleted, emptied or discarded after their retention time.",
      perKind(({ rowsTotal }) => rowsTotal),
    ),
    gauge(
      "retention_last_run_timestamp_seconds",
      "Start of the last run of a kind.",
      perKind(({ startedAtSeconds }) => startedAtSeconds),
    ),
    gauge(
      "retention_failed",
      "1 if the last run of a kind failed.",
      perKind(({ failed }) => (failed ? 1 : 0)),
    ),
    gauge("process_resident_memory_bytes", "Resident memory of the responding process.", one(own.residentBytes)),
    gauge("process_heap_used_bytes", "JavaScript heap in use in the responding process.", one(own.heapUsedBytes)),
    gauge(
      "process_event_loop_delay_seconds",
      "Event loop delay of the responding process: 99th percentile since the last scrape.",
      one(own.loopDelaySeconds),
    ),
    gauge("build_info", "Always 1. The build of the responding process.", [{ labels: { build: own.build }, value: 1 }]),
  ];
}
