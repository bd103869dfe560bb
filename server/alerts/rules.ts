import type { AlertFacts } from "#server/alerts/sql/read-facts.ts";
import type { AlertSeverity } from "#server/contracts/alert.ts";

/** That something is wrong now, in a sentence that a woken person understands. */
export type Condition = { subject: string; message: string };

export type AlertRule = {
  id: string;
  severity: AlertSeverity;
  /** When it is met, for the page of alerts. */
  when: string;
  /** How long it must be met before anybody is told. */
  holdSeconds: number;
  /** How long it must be over before it is: what comes and goes faster is one episode with two notices. */
  coolDownSeconds: number;
  find: (facts: AlertFacts) => Condition[];
};

const text = (count: number): string => count.toLocaleString("en-GB");
const minutes = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : `${text(Math.floor(seconds / 60))} min`;
const mostCauses = 20;

const deadCount = 100;
const deadPerMinute = 10;
const oldestDeadSeconds = 900;
const lagSeconds = 30;
const queueSeconds = 300;
const failures = { fewest: 10, share: 0.5 };

/** Every rule, with its threshold. A further one is one entry. */
export const alertRules: readonly AlertRule[] = [
  {
    ...{ id: "no_worker", severity: "critical", holdSeconds: 45, coolDownSeconds: 30 },
    when: "no worker that delivers has been seen for 25 s",
    find: ({ workers }) =>
      workers > 0
        ? []
        : [{ subject: "", message: "No worker is running: orders are taken, and nothing is delivered." }],
  },
  {
    ...{ id: "outbox_lag", severity: "critical", holdSeconds: 20, coolDownSeconds: 60 },
    when: `the oldest message has waited ${lagSeconds} s to be relayed`,
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
    when: `${deadPerMinute} deliveries of a handler died within a minute`,
    find: ({ handlers }) =>
      handlers
        .filter(({ diedLastMinute }) => diedLastMinute >= deadPerMinute)
        .map(({ handler, diedLastMinute }) => ({
          subject: handler,
          message: `${text(diedLastMinute)} deliveries of ${handler} died in the last minute.`,
        })),
  },
  {
    ...{ id: "dead_count", severity: "critical", holdSeconds: 0, coolDownSeconds: 60 },
    when: `${deadCount} deliveries of a handler are dead`,
    find: ({ handlers }) =>
      handlers
        .filter(({ dead }) => dead >= deadCount)
        .map(({ handler, dead }) => ({
          subject: handler,
          message: `${text(dead)} deliveries of ${handler} are dead and wait for a hand.`,
        })),
  },
  {
    ...{ id: "oldest_dead", severity: "warning", holdSeconds: 0, coolDownSeconds: 60 },
    when: `a dead letter has waited ${minutes(oldestDeadSeconds)} for a hand`,
    find: ({ handlers }) =>
      handlers.flatMap(({ handler, oldestDeadSeconds: age }) =>
        age === null || age < oldestDeadSeconds
          ? []
          : [{ subject: handler, message: `A dead letter of ${handler} has waited ${minutes(age)} for a hand.` }],
      ),
  },
  {
    ...{ id: "queue_age", severity: "warning", holdSeconds: 30, coolDownSeconds: 120 },
    when: `what is ready in a queue that is neither paused nor held has waited ${minutes(queueSeconds)}`,
    find: ({ handlers }) =>
      handlers.flatMap(({ handler, paused, held, ready, oldestReadySeconds: age }) =>
        paused || held || age === null || age < queueSeconds
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
    when: "the breaker of a handler holds its deliveries",
    find: ({ handlers }) =>
      handlers.flatMap(({ handler, held }) =>
        held ? [{ subject: handler, message: heldSentence(handler, held) }] : [],
      ),
  },
  {
    ...{ id: "failure_rate", severity: "warning", holdSeconds: 30, coolDownSeconds: 180 },
    when: `at least half of a handler's tries failed within a minute, and at least ${failures.fewest}`,
    find: ({ handlers }) =>
      handlers
        .filter(
          ({ failedLastMinute: failed, deliveredLastMinute: delivered }) =>
            failed >= failures.fewest && failed >= failures.share * (failed + delivered),
        )
        .map(({ handler, failedLastMinute, deliveredLastMinute }) => ({
          subject: handler,
          message: `${text(failedLastMinute)} of ${text(failedLastMinute + deliveredLastMinute)} tries of ${handler} failed in the last minute.`,
        })),
  },
  {
    ...{ id: "new_cause", severity: "warning", holdSeconds: 0, coolDownSeconds: 120 },
    when: "something dies of what nothing died of before; until it is replayed, discarded, muted or resolved",
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
    when: "something dies of a cause that was resolved",
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

function heldSentence(handler: string, held: NonNullable<AlertFacts["handlers"][number]["held"]>): string {
  const { deliveries, failed, tries, failureCode, by } = held;
  const many =
    deliveries === 1 ? `1 delivery of ${handler} is held` : `${text(deliveries)} deliveries of ${handler} are held`;
  if (failed === null || tries === null) return `${many} by ${by}.`;
  return `${many}: ${text(failed)} of ${text(tries)} tries failed, most of them with ${failureCode}.`;
}
