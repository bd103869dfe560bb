import { pauseTitles } from "#server/contracts/delivery/sending.ts";
import type { AlertSeverity } from "#server/contracts/monitoring/alert.ts";
import type { AlertThresholds } from "#server/delivery/handlers/define-handler.ts";
import type { AlertFacts } from "#server/monitoring/alerts/sql/read-facts.ts";

/** That something is wrong now, in a sentence that a woken person understands. */
export type Condition = { subject: string; message: string };

export type AlertRule = {
  id: string;
  severity: AlertSeverity;
  /** When it is met with these thresholds, for the page of alerts. */
  when: (thresholds: AlertThresholds) => string;
  /** How long it must be met before anybody is told. */
  holdSeconds: number;
  /** How long it must be over before it is: what comes and goes faster is one episode with two notices. */
  coolDownSeconds: number;
  /** At most one subject at a time: a new one replaces the old one, which ends without a notice. */
  replacesSubjects?: boolean;
  find: (facts: AlertFacts, thresholdsOf: ThresholdsOf) => Condition[];
};
/** What counts for a handler: its own thresholds where its file declares any. */
export type ThresholdsOf = (handler: string) => AlertThresholds;

const text = (count: number): string => count.toLocaleString("en-GB");
const minutes = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : `${text(Math.floor(seconds / 60))} min`;
const mostCauses = 20;

const lagSeconds = 30;
const fewestFailures = 10;
/** For every handler whose file does not say otherwise. */
export const usualThresholds: AlertThresholds = {
  deadCount: 100,
  deadPerMinute: 10,
  oldestDeadSeconds: 900,
  queueAgeSeconds: 300,
  failureRate: 0.5,
};

/** Every rule, with its threshold. A further one is one entry. */
export const alertRules: readonly AlertRule[] = [
  {
    ...{ id: "sending_paused", severity: "critical", holdSeconds: 0, coolDownSeconds: 0, replacesSubjects: true },
    when: () => "sending from this database is paused after a restore or a failover, until an operator resumes it",
    find: ({ sending }) => (sending ? [{ subject: sending.database, message: pausedSentence(sending) }] : []),
  },
  {
    ...{ id: "no_worker", severity: "critical", holdSeconds: 45, coolDownSeconds: 30 },
    when: () => "no worker that delivers has been seen for 25 s",
    find: ({ workers }) =>
      workers > 0
        ? []
        : [{ subject: "", message: "No worker is running: orders are taken, and nothing is delivered." }],
  },
  {
    ...{ id: "outbox_lag", severity: "critical", holdSeconds: 20, coolDownSeconds: 60 },
    when: () => `the oldest message has waited ${lagSeconds} s to be relayed`,
    find: ({ outbox }) =>
      outbox.lagSeconds === null || outbox.lagSeconds < lagSeconds
        ? []
        : [
            {
              subject: "",
              message: `${text(outbox.pending)} messages wait to be relayed, the oldest for ${minutes(outbox.lagSeconds)}.`,
            },
          ],
  },
  {
    ...{ id: "dead_rate", severity: "critical", holdSeconds: 0, coolDownSeconds: 180 },
    when: ({ deadPerMinute }) => `${text(deadPerMinute)} deliveries of a handler died within a minute`,
    find: ({ handlers }, thresholdsOf) =>
      handlers
        .filter(({ handler, diedLastMinute }) => diedLastMinute >= thresholdsOf(handler).deadPerMinute)
        .map(({ handler, diedLastMinute }) => ({
          subject: handler,
          message: `${text(diedLastMinute)} deliveries of ${handler} died in the last minute.`,
        })),
  },
  {
    ...{ id: "dead_count", severity: "critical", holdSeconds: 0, coolDownSeconds: 60 },
    when: ({ deadCount }) => `${text(deadCount)} deliveries of a handler are dead`,
    find: ({ handlers }, thresholdsOf) =>
      handlers
        .filter(({ handler, dead }) => dead >= thresholdsOf(handler).deadCount)
        .map(({ handler, dead }) => ({
          subject: handler,
          message: `${text(dead)} deliveries of ${handler} are dead and wait for a hand.`,
        })),
  },
  {
    ...{ id: "oldest_dead", severity: "warning", holdSeconds: 0, coolDownSeconds: 60 },
    when: ({ oldestDeadSeconds }) => `a dead letter has waited ${minutes(oldestDeadSeconds)} for a hand`,
    find: ({ handlers }, thresholdsOf) =>
      handlers.flatMap(({ handler, oldestDeadSeconds: age }) =>
        age === null || age < thresholdsOf(handler).oldestDeadSeconds
          ? []
          : [{ subject: handler, message: `A dead letter of ${handler} has waited ${minutes(age)} for a hand.` }],
      ),
  },
  {
    ...{ id: "queue_age", severity: "warning", holdSeconds: 30, coolDownSeconds: 120 },
    when: ({ queueAgeSeconds }) =>
      `the oldest ready job of a queue has waited ${minutes(queueAgeSeconds)}; not while the queue is paused or held, or sending is paused`,
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
    when: () => "the breaker of a handler holds its deliveries",
    find: ({ handlers }) =>
      handlers.flatMap(({ handler, held }) =>
        held ? [{ subject: handler, message: heldSentence(handler, held) }] : [],
      ),
  },
  {
    ...{ id: "failure_rate", severity: "warning", holdSeconds: 30, coolDownSeconds: 180 },
    when: ({ failureRate }) =>
      `at least ${Math.round(failureRate * 100)} % of a handler's tries failed within a minute, and at least ${fewestFailures}`,
    find: ({ handlers }, thresholdsOf) =>
      handlers
        .filter(
          ({ handler, failedLastMinute: failed, deliveredLastMinute: delivered }) =>
            failed >= fewestFailures && failed >= thresholdsOf(handler).failureRate * (failed + delivered),
        )
        .map(({ handler, failedLastMinute, deliveredLastMinute }) => ({
          subject: handler,
          message: `${text(failedLastMinute)} of ${text(failedLastMinute + deliveredLastMinute)} tries of ${handler} failed in the last minute.`,
        })),
  },
  {
    ...{ id: "new_cause", severity: "warning", holdSeconds: 0, coolDownSeconds: 120 },
    when: () => "something dies of what nothing died of before; until it is replayed, discarded, muted or resolved",
    find: ({ causes }) =>
      causes
        .filter(({ isNew, isBack }) => isNew && !isBack)
        .slice(0, mostCauses)
        .map(({ fingerprint, title, dead }) => ({
          subject: fingerprint,
          message: `New cause, ${text(dead)} dead: ${title}`,
        })),
  },
  {
    ...{ id: "regressed_cause", severity: "critical", holdSeconds: 0, coolDownSeconds: 120 },
    when: () => "something dies of a cause that was resolved",
    find: ({ causes }) =>
      causes
        .filter(({ isBack }) => isBack)
        .slice(0, mostCauses)
        .map(({ fingerprint, title, dead }) => ({
          subject: fingerprint,
          message: `Back again, ${text(dead)} dead: ${title}`,
        })),
  },
];

export const ruleOf = (id: string): AlertRule | undefined => alertRules.find((rule) => rule.id === id);

function pausedSentence({ reason, deliveries }: NonNullable<AlertFacts["sending"]>): string {
  const wait = deliveries === 1 ? "1 delivery waits" : `${text(deliveries)} deliveries wait`;
  return `${pauseTitles[reason]}. ${wait}. Compare with the mail server's log, then resume on the overview page of the console.`;
}

function heldSentence(handler: string, held: NonNullable<AlertFacts["handlers"][number]["held"]>): string {
  const { deliveries, failed, tries, failureCode, by } = held;
  const many =
    deliveries === 1 ? `1 delivery of ${handler} is held` : `${text(deliveries)} deliveries of ${handler} are held`;
  if (failed === null || tries === null) return `${many} by ${by}.`;
  return `${many}: ${text(failed)} of ${text(tries)} tries failed, most of them with ${failureCode}.`;
}
