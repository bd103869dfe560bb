import { formatAge } from "#components/format/format-age.ts";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { formatList } from "#components/format/format-list.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import type { ProcessDto, ProcessKind, ProcessState } from "#server/contracts/monitoring/process.ts";

export const noWorker = "No worker is running, deliveries are waiting";

export const processKindLabels: Record<ProcessKind, string> = {
  worker: "Worker",
  web: "Web",
  sink: "Local mail server",
};

/** Icons of process states. */
export const markOfState: Record<ProcessState, MarkName> = {
  alive: "active",
  draining: "paused",
  silent: "retrying",
  gone: "dead",
};

/** Label of a process state: `Alive`, `Draining`, `No heartbeat for 31 s`, `Lost`. */
export function stateLabel(state: ProcessState, heartbeatAgeSeconds: number): string {
  if (state === "silent") return `No heartbeat for ${formatAge(heartbeatAgeSeconds)}`;
  return { alive: "Alive", draining: "Draining", gone: "Lost" }[state];
}

/** `135 MB`. */
export const formatMemory = (bytes: number): string => `${formatCount(Math.round(bytes / 1024 ** 2))} MB`;

/** Deliveries in flight in a process, and its concurrency. */
export function loadOf({ hands }: Pick<ProcessDto, "hands">): { inHand: number; concurrency: number } {
  const sum = (of: "inHand" | "concurrency") => hands.reduce((total, hand) => total + hand[of], 0);
  return { inHand: sum("inHand"), concurrency: sum("concurrency") };
}

/** Build of the running process that started last. */
export function newestBuild(items: readonly ProcessDto[]): string | null {
  const running = items.filter(({ state }) => state === "alive" || state === "draining");
  return running.toSorted((one, other) => other.startedAt.localeCompare(one.startedAt))[0]?.build ?? null;
}

export type WorkersStatus = { mark: MarkName; title: string; evidence: string; start: boolean };

/** Status of the workers. `start`: an operator must start one. */
export function workersStatus(items: readonly ProcessDto[]): WorkersStatus {
  const workers = items.filter(({ kind }) => kind === "worker");
  const inState = (state: ProcessState) => workers.filter((worker) => worker.state === state);
  const alive = inState("alive");
  const others = (["draining", "silent"] as const).flatMap((state) => {
    const count = inState(state).length;
    return count === 0 ? [] : [`${formatCount(count)} ${state === "silent" ? "without heartbeat" : state}`];
  });
  if (alive.length === 0) {
    const evidence = others.length > 0 ? `${capital(formatList(others))}.` : "";
    return { mark: "alert", title: noWorker, evidence, start: true };
  }
  if (!alive.some(({ duties }) => duties.includes("deliver"))) {
    const duties = [...new Set(alive.flatMap((worker) => worker.duties))];
    return {
      mark: "alert",
      title: "No worker delivers, deliveries are waiting",
      evidence: `Running workers only ${formatList(duties)}.`,
      start: true,
    };
  }
  const title = [`${formatCounted(alive.length, "worker")} alive`, ...others].join(", ");
  const { inHand, concurrency } = loadOf({ hands: alive.flatMap(({ hands }) => hands) });
  return {
    mark: inState("silent").length > 0 ? "retrying" : "active",
    title,
    evidence: `${formatCount(inHand)} of ${formatCount(concurrency)} in flight. ${lostText(items)}`,
    start: false,
  };
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Workers lost within a day. */
function lostText(items: readonly ProcessDto[]): string {
  const gone = items.filter(({ kind, state }) => kind === "worker" && state === "gone").length;
  if (gone === 0) return "No worker was lost in the last 24 hours.";
  return `${formatCounted(gone, "worker was", "workers were")} lost in the last 24 hours.`;
}
