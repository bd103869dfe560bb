import { pauseTitles } from "#server/contracts/delivery/sending.ts";
import type { AlertSeverity } from "#server/contracts/monitoring/alert.ts";
import type { AlertThresholds } from "#server/delivery/handlers/define-handler.ts";
import type { AlertFacts } from "#server/monitoring/alerts/sql/read-facts.ts";

/** A condition that is met now, with one sentence for the on-call engineer. */
export type Condition = { subject: string; message: string };

export type AlertRule = {
  id: string;
  severity: AlertSeverity;
  /** The condition with these thresholds, for the alerts page. */
  when: (thresholds: AlertThresholds) => string;
  /** How long it must be met before the alert fires. */
  holdSeconds: number;
  /** How long it must not be met before the alert is resolved. A condition that returns sooner continues the same alert. */
  coolDownSeconds: number;
  /** At most one subject at a time: a new one replaces the old one, which is resolved without a notice. */
  replacesSubjects?: boolean;
  find: (facts: AlertFacts, thresholdsOf: ThresholdsOf) => Condition[];
};
/** The thresholds of a handler: its own, or the defaults. */
export type ThresholdsOf = (handler: string) => AlertThresholds;

const text = (count: number): string => count.toLocaleString("en-GB");
const minutes = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : `${text(Math.floor(seconds / 60))} min`;
const letters = (count: number): string => (count === 1 ? "1 dead letter" : `${text(count)} dead letters`);
const mostCauses = 20;

const lagSeconds = 30;
const fewestFailures = 10;
/** For every handler without thresholds of its own. */
export const defaultThresholds: AlertThresholds = {
  deadCount: 100,
  deadPerMinute: 10,
  oldestDeadSeconds: 900,
  queueAgeSeconds: 300,
  failureRate: 0.5,
};

/** Every alert rule. */
export const alertRules: readonly AlertRule[] = [
  {
    ...{ id: "sending_paused", severity: "critical", holdSeconds: 0, coolDownSeconds: 0, replacesSubjects: true },
    when: () => "sending from this database is paused after a restore or a failover, until an operator resumes it",
    find: ({ sending }) => (sending ? [{ subject: sending.database, message: pausedSentence(sending) }] : []),
  },
  {
    ...{ id: "no_worker", severity: "critical", holdSeconds: 45, coolDownSeconds: 30 },
    when: () => "no worker that delivers has sent a heartbeat for 25 s",
    find: ({ workers }) =>
      workers > 0
        ? []
        : [{ subject: "", message: "No worker is running: messages are accepted, but nothing is delivered." }],
  },
  {
    ...{ id: "outbox_lag", severity: "critical", holdSeconds: 20, coolDownSeconds: 60 },
    when: () => `the oldest pending message is ${lagSeconds} s old`,
    find: ({ outbox }) =>
      outbox.lagSeconds === null || outbox.lagSeconds < lagSeconds
        ? []
        : [
            {
              subject: "",
              message: `${text(outbox.pending)} messages are pending in the outbox, the oldest for ${minutes(outbox.lagSeconds)}.`,
            },
          ],
  },
  {
    ...{ id: "dead_rate", severity: "critical", holdSeconds: 0, coolDownSeconds: 180 },
    when: ({ deadPerMinute }) => `${text(deadPerMinute)} deliveries of a handler were dead-lettered within a minute`,
    find: ({ handlers }, thresholdsOf) =>
      handlers
        .filter(({ handler, diedLastMinute }) => diedLastMinute >= thresholdsOf(handler).deadPerMinute)
        .map(({ handler, diedLastMinute }) => ({
          subject: handler,
          message: `${text(diedLastMinute)} deliveries of ${handler} were dead-lettered in the last minute.`,
        })),
  },
  {
    ...{ id: "dead_count", severity: "critical", holdSeconds: 0, coolDownSeconds: 60 },
    when: ({ deadCount }) => `a handler has ${text(deadCount)} dead letters`,
    find: ({ handlers }, thresholdsOf) =>
      handlers
        .filter(({ handler, dead }) => dead >= thresholdsOf(handler).deadCount)
        .map(({ handler, dead }) => ({
          subject: handler,
          message: `${text(dead)} dead letters of ${handler} need action.`,
        })),
  },
  {
    ...{ id: "oldest_dead", severity: "warning", holdSeconds: 0, coolDownSeconds: 60 },
    when: ({ oldestDeadSeconds }) => `the oldest dead letter of a handler is ${minutes(oldestDeadSeconds)} old`,
    find: ({ handlers }, thresholdsOf) =>
      handlers.flatMap(({ handler, oldestDeadSeconds: age }) =>
        age === null || age < thresholdsOf(handler).oldestDeadSeconds
          ? []
          : [{ subject: handler, message: `The oldest dead letter of ${handler} is ${minutes(age)} old.` }],
      ),
  },
  {
    ...{ id: "queue_age", severity: "warning", holdSeconds: 30, coolDownSeconds: 120 },
    when: ({ queueAgeSeconds }) =>
      `the oldest ready delivery of a handler is ${minutes(queueAgeSeconds)} old, unless the handler or sending is paused or the circuit breaker is open`,
    find: ({ handlers, sending }, thresholdsOf) =>
      handlers.flatMap(({ handler, paused, held, ready, oldestReadySeconds: age }) =>
        sending || paused || held || age === null || age < thresholdsOf(handler).queueAgeSeconds
          ? []
          : [
              {
                subject: handler,
                message: `${text(ready)} deliveries of ${handler} are ready, the oldest for ${minutes(age)}.`,
              },
            ],
      ),
  },
  {
    ...{ id: "breaker_open", severity: "warning", holdSeconds: 0, coolDownSeconds: 60 },
    when: () => "the circuit breaker of a handler is open or half-open",
    find: ({ handlers }) =>
      handlers.flatMap(({ handler, held }) =>
        held ? [{ subject: handler, message: heldSentence(handler, held) }] : [],
      ),
  },
  {
    ...{ id: "failure_rate", severity: "warning", holdSeconds: 30, coolDownSeconds: 180 },
    when: ({ failureRate }) =>
      `at least ${Math.round(failureRate * 100)} % of a handler's attempts failed within a minute, and at least ${fewestFailures}`,
    find: ({ handlers }, thresholdsOf) =>
      handlers
        .filter(
          ({ handler, failedLastMinute: failed, deliveredLastMinute: delivered }) =>
            failed >= fewestFailures && failed >= thresholdsOf(handler).failureRate * (failed + delivered),
        )
        .map(({ handler, failedLastMinute, deliveredLastMinute }) => ({
          subject: handler,
          message: `${text(failedLastMinute)} of ${text(failedLastMinute + deliveredLastMinute)} attempts of ${handler} failed in the last minute.`,
        })),
  },
  {
    ...{ id: "new_cause", severity: "warning", holdSeconds: 0, coolDownSeconds: 120 },
    when: () =>
      "dead letters have a new failure cause, until they are replayed or discarded or the cause is muted or resolved",
    find: ({ causes }) =>
      causes
        .filter(({ isNew, isBack }) => isNew && !isBack)
        .slice(0, mostCauses)
        .map(({ fingerprint, title, dead }) => ({
          subject: fingerprint,
          message: `New failure cause, ${letters(dead)}: ${title}`,
        })),
  },
  {
    ...{ id: "regressed_cause", severity: "critical", holdSeconds: 0, coolDownSeconds: 120 },
    when: () => "dead letters have a failure cause that was resolved",
    find: ({ causes }) =>
      causes
        .filter(({ isBack }) => isBack)
        .slice(0, mostCauses)
        .map(({ fingerprint, title, dead }) => ({
          subject: fingerprint,
          message: `Failure cause regressed, ${letters(dead)}: ${title}`,
        })),
  },
];

function pausedSentence({ reason, deliveries }: NonNullable<AlertFacts["sending"]>): string {
  const wait = deliveries === 1 ? "1 delivery waits" : `${text(deliveries)} deliveries wait`;
  return `${pauseTitles[reason]}. ${wait}. Compare with the mail server's log, then resume sending on the overview page of the console.`;
}

function heldSentence(handler: string, held: NonNullable<AlertFacts["handlers"][number]["held"]>): string {
  const { deliveries, failed, tries, failureCode, by } = held;
  const many =
    deliveries === 1 ? `1 delivery of ${handler} is held` : `${text(deliveries)} deliveries of ${handler} are held`;
  if (failed === null || tries === null) return `${many} by ${by}.`;
  return `${many} by its circuit breaker: ${text(failed)} of ${text(tries)} attempts failed, most with ${failureCode}.`;
}
