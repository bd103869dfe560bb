import { pauseEvidence } from "#components/console/overview/pause-evidence.ts";
import { noWorker } from "#components/console/workers/worker-labels.ts";
import { formatAge } from "#components/format/format-age.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { formatList } from "#components/format/format-list.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import { oldestDead, oldestMoving, totalOf, totalOpen } from "#components/pipeline/depths.ts";
import { pauseTitles, type SendingPauseDto } from "#server/contracts/delivery/sending.ts";
import type { HandlerDepthDto, PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

export type PipelineStatus = { mark: MarkName; title: string; evidence: string };

/** A working relay or worker takes a message within this time. */
const stuckSeconds = 15;
const noneLost = "No message is lost.";

/**
 * Status of the pipeline as one sentence with one line of evidence. Depths are current, alerts are as of their last
 * evaluation: an alert is the title only if the depths show no problem.
 */
export function pipelineStatus(snapshot: PipelineDto): PipelineStatus {
  const status = depthStatus(snapshot);
  const { alerts, firing } = withoutPause(snapshot);
  const [first] = firing;
  if (!first) return status;
  const { mark, title, evidence } = status;
  if (mark === "dead" || mark === "alert" || mark === "paused")
    return { ...status, title: `${title} · ${formatCounted(alerts, "alert")} firing` };
  const more = alerts > 1 ? ` · ${formatCounted(alerts - 1, "more alert")} firing` : "";
  return { mark: "alert", title: `${first.message.replace(/\.$/, "")}${more}`, evidence: `${title}. ${evidence}` };
}

/** Firing alerts without paused sending, which the status reports from current data. */
export function withoutPause({
  alerts,
  firing,
}: Pick<PipelineDto, "alerts" | "firing">): Pick<PipelineDto, "alerts" | "firing"> {
  const others = firing.filter(({ rule }) => rule !== "sending_paused");
  return { alerts: alerts - (firing.length - others.length), firing: others };
}

function depthStatus(snapshot: PipelineDto): PipelineStatus {
  const moving = totalOf(snapshot, "ready") + totalOf(snapshot, "active") + totalOf(snapshot, "waiting");
  const dead = totalOf(snapshot, "dead");
  if (snapshot.sending) return pausedStatus(snapshot, snapshot.sending);
  const held = heldText(snapshot);
  const stuck = held ?? stuckText(snapshot);
  if (dead > 0) return { mark: "dead", title: deadText(dead), evidence: deadDetail(snapshot, stuck) };
  if (held) return { mark: "paused", title: held, evidence: `${heldReason(snapshot)} No dead letters. ${noneLost}` };
  if (stuck) return { mark: "alert", title: stuck, evidence: `${stuckReason(snapshot)} No dead letters. ${noneLost}` };
  if (snapshot.workers === 0) return noWorkerStatus(snapshot);
  if (totalOf(snapshot, "retrying") > 0) {
    const evidence = `Retrying automatically. No action needed. ${noneLost}`;
    return { mark: "retrying", title: `${countsOf(snapshot, "retrying")} retrying, no dead letters`, evidence };
  }
  const open = moving + snapshot.outbox.pending;
  if (open > 0) {
    const title = `${formatCounted(open, "message")} in progress, no dead letters`;
    return { mark: "active", title, evidence: deliveredText(snapshot) };
  }
  return { mark: "delivered", title: "No pending messages, no dead letters", evidence: deliveredText(snapshot) };
}

/** Takes precedence: while sending is paused, retries and replays wait too. */
function pausedStatus(snapshot: PipelineDto, { reason }: SendingPauseDto): PipelineStatus {
  const dead = totalOf(snapshot, "dead");
  const parts = [pauseEvidence[reason], `${waitingText(snapshot)}. New messages are still accepted and relayed.`];
  if (dead > 0) parts.push(`${deadText(dead)}.`);
  return { mark: "paused", title: pauseTitles[reason], evidence: parts.join(" ") };
}

/** Nothing is late yet, but nothing will be delivered. */
function noWorkerStatus(snapshot: PipelineDto): PipelineStatus {
  const open = totalOpen(snapshot) + snapshot.outbox.pending;
  const waiting = open === 0 ? "Nothing is waiting yet." : `${areWaiting(open, "message", "messages")}.`;
  return { mark: "alert", title: noWorker, evidence: `${waiting} New messages are still accepted. ${noneLost}` };
}

const areWaiting = (count: number, one: string, many: string) =>
  `${formatCounted(count, one, many)} ${count === 1 ? "is" : "are"} waiting`;

/** `12 deliveries are waiting`. */
export const waitingText = (snapshot: PipelineDto): string => areWaiting(totalOpen(snapshot), "delivery", "deliveries");

/** `3 order mails`, `1 order mail`. */
const countDeliveries = (count: number, { noun }: Pick<HandlerDepthDto, "noun">) =>
  formatCounted(count, noun.one, noun.many);

/** `2 order mails and 1 warehouse webhook`. */
const countsOf = (snapshot: PipelineDto, depth: "dead" | "retrying"): string =>
  formatList(
    snapshot.handlers
      .filter((handler) => handler[depth] > 0)
      .map((handler) => countDeliveries(handler[depth], handler)),
  );

const deadText = (dead: number) => `${formatCounted(dead, "dead letter")} ${dead === 1 ? "needs" : "need"} action`;

function deadDetail(snapshot: PipelineDto, stuck: string | null): string {
  const oldest = oldestDead(snapshot);
  const retrying = totalOf(snapshot, "retrying");
  return [
    `${countsOf(snapshot, "dead")}${oldest === null ? "" : `, oldest ${formatAge(oldest)}`}.`,
    snapshot.workers === 0 ? `${noWorker}.` : null,
    stuck === null ? null : `${stuck}.`,
    retrying > 0 ? `${countsOf(snapshot, "retrying")} retrying.` : null,
    stuck === null && retrying === 0 && snapshot.workers > 0 ? "All other deliveries are running." : null,
    noneLost,
  ]
    .filter((part) => part !== null)
    .join(" ");
}

/** Handlers whose circuit breaker holds deliveries. */
const heldHandlers = ({ handlers }: PipelineDto) =>
  handlers.flatMap(({ breaker, ...handler }) =>
    breaker && breaker.state !== "closed" && breaker.held > 0 && !handler.paused ? [{ ...handler, breaker }] : [],
  );

/** `1,240 order mails held by the circuit breaker`, or null. */
function heldText(snapshot: PipelineDto): string | null {
  const held = heldHandlers(snapshot);
  if (held.length === 0) return null;
  return `${formatList(held.map((handler) => countDeliveries(handler.breaker.held, handler)))} held by the circuit breaker`;
}

function heldReason(snapshot: PipelineDto): string {
  const breaker = heldHandlers(snapshot)[0]?.breaker;
  const cause = breaker?.cause;
  if (!cause) return `Opened by ${breaker?.decided?.by ?? "an operator"}. It closes after successful probes.`;
  const code = cause.failureCode === null ? "" : ` with ${cause.failureCode}`;
  const share = `${formatCount(cause.failed)} of ${formatCount(cause.tries)}`;
  return `${share} attempts failed${code}. Probes are sent automatically; held messages use no attempts.`;
}

/** Where the pipeline is stuck, or null. Waiting for a retry is not stuck. */
function stuckText(snapshot: PipelineDto): string | null {
  const { pending, oldestAgeSeconds } = snapshot.outbox;
  if (pending > 0 && oldestAgeSeconds !== null && oldestAgeSeconds > stuckSeconds) {
    return `${formatCounted(pending, "message")} pending in the outbox, oldest ${formatAge(oldestAgeSeconds)}`;
  }
  const ready = totalOf(snapshot, "ready");
  const idle = ready > 0 && totalOf(snapshot, "active") === 0 && totalOf(snapshot, "retrying") === 0;
  const oldest = oldestMoving(snapshot);
  if (idle && oldest !== null && oldest > stuckSeconds) return `${formatCounted(ready, "message")} queued, none active`;
  return null;
}

function stuckReason({ workers, handlers }: PipelineDto): string {
  if (workers === 0) return "No worker is running.";
  const paused = handlers.find((handler) => handler.paused !== null && handler.ready > 0);
  return paused ? `${paused.label} paused by ${paused.paused?.by}.` : "A worker is running: check its log.";
}

function deliveredText(snapshot: PipelineDto): string {
  const delivered = totalOf(snapshot, "delivered");
  return delivered === 0 ? "Nothing delivered yet." : `${formatCounted(delivered, "message")} delivered. ${noneLost}`;
}
