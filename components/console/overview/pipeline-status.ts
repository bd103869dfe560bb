import { countOf, handlerNoun } from "#components/console/delivery/handler-nouns.ts";
import { pauseEvidence } from "#components/console/overview/pause-evidence.ts";
import { noWorker } from "#components/console/workers/worker-labels.ts";
import { formatAge } from "#components/format/format-age.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import { formatList, oldestDead, oldestMoving, totalOf, totalOpen } from "#components/pipeline/depths.ts";
import { pauseTitles, type SendingPauseDto } from "#server/contracts/delivery/sending.ts";
import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

export type PipelineStatus = { mark: MarkName; title: string; evidence: string };

/** Longer than this and a working relay or worker would have taken it. */
const stuckSeconds = 15;

/**
 * The state of the pipeline in the one sentence that a woken person needs, and one line of evidence. Depths are of now, an
 * alert is of its last look: it is the sentence only where they show nothing wrong.
 */
export function pipelineStatus(snapshot: PipelineDto): PipelineStatus {
  const verdict = depthStatus(snapshot);
  const { alerts, firing } = withoutPause(snapshot);
  const [first] = firing;
  if (!first) return verdict;
  const { mark, title, evidence } = verdict;
  if (mark === "dead" || mark === "alert" || mark === "paused")
    return { ...verdict, title: `${title}; ${alerts === 1 ? "1 alert fires" : `${count(alerts)} alerts fire`}` };
  const more = alerts > 1 ? `; ${count(alerts - 1)} more ${alerts === 2 ? "alert fires" : "alerts fire"}` : "";
  return { mark: "alert", title: `${first.message.replace(/\.$/, "")}${more}`, evidence: `${title}. ${evidence}` };
}

/** The firing alerts without paused sending: the verdict states it from current data, its alert from the last evaluation. */
export function withoutPause({
  alerts,
  firing,
}: Pick<PipelineDto, "alerts" | "firing">): Pick<PipelineDto, "alerts" | "firing"> {
  const others = firing.filter(({ rule }) => rule !== "sending_paused");
  return { alerts: alerts - (firing.length - others.length), firing: others };
}

function depthStatus(snapshot: PipelineDto): PipelineStatus {
  const moving = totalOf(snapshot, "ready") + totalOf(snapshot, "active") + totalOf(snapshot, "waiting");
  const retrying = totalOf(snapshot, "retrying");
  const dead = totalOf(snapshot, "dead");
  if (snapshot.sending) return pausedStatus(snapshot, snapshot.sending);
  const held = heldText(snapshot);
  const stuck = held ?? stuckText(snapshot);
  if (dead > 0) return { mark: "dead", title: deadText(snapshot), evidence: deadDetail(snapshot, stuck) };
  if (held) return { mark: "paused", title: held, evidence: `${heldReason(snapshot)} Nothing is dead. ${noOrderLost}` };
  if (stuck) {
    return { mark: "alert", title: stuck, evidence: `${stuckReason(snapshot)} Nothing is dead. ${noOrderLost}` };
  }
  if (snapshot.workers === 0) return noWorkerStatus(snapshot);
  if (retrying > 0) {
    const title = `${retryingText(snapshot)} ${retrying === 1 ? "is" : "are"} being retried; nothing is dead`;
    return { mark: "retrying", title, evidence: `The machine is on it: no hand is needed. ${noOrderLost}` };
  }
  const onTheWay = moving + snapshot.outbox.pending;
  if (onTheWay > 0) {
    const title = `${messages(onTheWay)} ${onTheWay === 1 ? "is" : "are"} on the way; nothing is dead`;
    return { mark: "active", title, evidence: deliveredText(snapshot) };
  }
  return { mark: "delivered", title: "All quiet: nothing waits, nothing is dead", evidence: deliveredText(snapshot) };
}

/** Before all else: no retry and no replay gets further. */
function pausedStatus(snapshot: PipelineDto, { reason }: SendingPauseDto): PipelineStatus {
  const dead = totalOf(snapshot, "dead");
  const parts = [pauseEvidence[reason], `${waitingText(snapshot)}; orders are still accepted and relayed.`];
  if (dead > 0) parts.push(`${deadText(snapshot)}.`);
  return { mark: "paused", title: pauseTitles[reason], evidence: parts.join(" ") };
}

/** Nothing has waited for long yet, and nothing will move. */
function noWorkerStatus(snapshot: PipelineDto): PipelineStatus {
  const open = totalOpen(snapshot) + snapshot.outbox.pending;
  const wait = open === 0 ? "Nothing waits yet." : `${messages(open)} ${open === 1 ? "waits" : "wait"}.`;
  return {
    mark: "alert",
    title: noWorker,
    evidence: `${wait} Orders are taken as ever. ${noOrderLost}`,
  };
}

/** `12 deliveries wait`. */
export function waitingText(snapshot: PipelineDto): string {
  const open = totalOpen(snapshot);
  return `${countOf(open, { one: "delivery", many: "deliveries" })} ${open === 1 ? "waits" : "wait"}`;
}

const noOrderLost = "No order is lost.";
const count = (number: number) => number.toLocaleString("en-GB");
const messages = (count: number) => countOf(count, { one: "message", many: "messages" });

function countsOf(snapshot: PipelineDto, depth: "dead" | "retrying"): string[] {
  return snapshot.handlers
    .filter((handler) => handler[depth] > 0)
    .map((handler) => countOf(handler[depth], handlerNoun(handler.handler, handler.label)));
}

const retryingText = (snapshot: PipelineDto) => formatList(countsOf(snapshot, "retrying"));

function deadText(snapshot: PipelineDto): string {
  const one = totalOf(snapshot, "dead") === 1;
  return `${formatList(countsOf(snapshot, "dead"))} ${one ? "is dead and waits" : "are dead and wait"} for a hand`;
}

function deadDetail(snapshot: PipelineDto, stuck: string | null): string {
  const oldest = oldestDead(snapshot);
  const retried = totalOf(snapshot, "retrying");
  return [
    oldest === null ? null : `The oldest died ${formatAge(oldest)} ago.`,
    snapshot.workers === 0 ? `${noWorker}.` : null,
    stuck === null ? null : `${stuck}.`,
    retried > 0 ? `${retryingText(snapshot)} ${retried === 1 ? "is" : "are"} being retried.` : null,
    stuck === null && retried === 0 && snapshot.workers > 0 ? "Everything else is moving." : null,
    noOrderLost,
  ]
    .filter((part) => part !== null)
    .join(" ");
}

const openBreakers = ({ handlers }: PipelineDto) =>
  handlers.flatMap(({ breaker, ...handler }) =>
    breaker && breaker.state !== "closed" && !handler.paused ? [{ ...handler, breaker }] : [],
  );

/** `1,240 order mails are held until the other side is back`, or null where nothing waits for a breaker. */
function heldText(snapshot: PipelineDto): string | null {
  const held = openBreakers(snapshot).filter(({ breaker }) => breaker.held > 0);
  if (held.length === 0) return null;
  const words = held.map(({ handler, label, breaker }) => countOf(breaker.held, handlerNoun(handler, label)));
  const one = held.length === 1 && held[0]?.breaker.held === 1;
  return `${formatList(words)} ${one ? "is" : "are"} held until the other side is back`;
}

function heldReason(snapshot: PipelineDto): string {
  const [first] = openBreakers(snapshot).filter(({ breaker }) => breaker.held > 0);
  const cause = first?.breaker.cause;
  if (!cause) return `${first?.breaker.decided?.by ?? "An operator"} holds them; they go on by themselves.`;
  const code = cause.failureCode === null ? "" : ` with ${cause.failureCode}`;
  const share = `${cause.failed.toLocaleString("en-GB")} of ${cause.tries.toLocaleString("en-GB")}`;
  return `${share} tries failed${code}. Probes go out by themselves, and no try is counted.`;
}

/** Where the line stands still, or null. A long retry is not standing still. */
function stuckText(snapshot: PipelineDto): string | null {
  const { pending, oldestAgeSeconds } = snapshot.outbox;
  if (pending > 0 && oldestAgeSeconds !== null && oldestAgeSeconds > stuckSeconds) {
    const verb = pending === 1 ? "waits" : "wait";
    return `${messages(pending)} ${verb} in the outbox, the oldest for ${formatAge(oldestAgeSeconds)}`;
  }
  const ready = totalOf(snapshot, "ready");
  const idle = ready > 0 && totalOf(snapshot, "active") === 0 && totalOf(snapshot, "retrying") === 0;
  const oldest = oldestMoving(snapshot);
  if (idle && oldest !== null && oldest > stuckSeconds) {
    return `${messages(ready)} ${ready === 1 ? "is" : "are"} queued and nobody takes ${ready === 1 ? "it" : "them"}`;
  }
  return null;
}

function stuckReason({ workers, handlers }: PipelineDto): string {
  if (workers === 0) return "No worker is running.";
  const paused = handlers.find((handler) => handler.paused !== null && handler.ready > 0);
  return paused
    ? `The queue of ${paused.label.toLowerCase()} was paused by ${paused.paused?.by}.`
    : "A worker is alive: look into its log.";
}

function deliveredText(snapshot: PipelineDto): string {
  const delivered = totalOf(snapshot, "delivered");
  return delivered === 0
    ? "Nothing was sent yet. Place an order in the store, and watch it pass."
    : `${messages(delivered)} delivered so far. ${noOrderLost}`;
}
