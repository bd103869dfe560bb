import { formatAge } from "#components/format/format-age.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import { formatList } from "#components/pipeline/depths.ts";
import type { ProcessDto, ProcessKind, ProcessState } from "#server/contracts/monitoring/process.ts";

export const noWorker = "No worker is running: deliveries wait";

export const processKindLabels: Record<ProcessKind, string> = { worker: "Worker", web: "Web", sink: "Mail sink" };

/** An open shape still moves: the arc of what is expected to come back, the octagon of what will not. */
export const markOfState: Record<ProcessState, MarkName> = {
  alive: "active",
  draining: "paused",
  silent: "retrying",
  gone: "dead",
};

/** `Alive`, `Draining`, `Silent for 31 s`, `Gone`: since when stands beside it. */
export function stateLabel(state: ProcessState, beatAgeSeconds: number): string {
  if (state === "silent") return `Silent for ${formatAge(beatAgeSeconds)}`;
  return { alive: "Alive", draining: "Draining", gone: "Gone" }[state];
}

/** `135 MB`. */
export const formatMemory = (bytes: number): string => `${Math.round(bytes / 1024 ** 2).toLocaleString("en-GB")} MB`;

/** Deliveries at work in a process, and for how many it has room. */
export function loadOf({ hands }: Pick<ProcessDto, "hands">): { inHand: number; concurrency: number } {
  const sum = (of: "inHand" | "concurrency") => hands.reduce((total, hand) => total + hand[of], 0);
  return { inHand: sum("inHand"), concurrency: sum("concurrency") };
}

/** The build of what was started last and runs: whatever else runs is of an older deploy, or of one that was taken back. */
export function newestBuild(items: readonly ProcessDto[]): string | null {
  const running = items.filter(({ state }) => state === "alive" || state === "draining");
  return running.toSorted((one, other) => other.startedAt.localeCompare(one.startedAt))[0]?.build ?? null;
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export type WorkersStatus = { mark: MarkName; title: string; evidence: string; start: boolean };

/** Does anybody deliver, and is somebody missing? `start`: a hand has to start one. */
export function workersStatus(items: readonly ProcessDto[]): WorkersStatus {
  const workers = items.filter(({ kind }) => kind === "worker");
  const inState = (state: ProcessState) => workers.filter((worker) => worker.state === state);
  const alive = inState("alive");
  const others = (["draining", "silent"] as const).flatMap((state) => {
    const count = inState(state).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? "is" : "are"} ${state}`];
  });
  if (alive.length === 0) {
    const evidence = others.length > 0 ? `${capital(formatList(others))}.` : "";
    return { mark: "alert", title: noWorker, evidence, start: true };
  }
  if (!alive.some(({ duties }) => duties.includes("deliver"))) {
    const duties = [...new Set(alive.flatMap((worker) => worker.duties))];
    return {
      mark: "alert",
      title: "No worker delivers: deliveries wait",
      evidence: `Those that run were started to ${formatList(duties)} alone.`,
      start: true,
    };
  }
  const title = [`${plural(alive.length, "worker is", "workers are")} alive`, ...others].join("; ");
  const { inHand, concurrency } = loadOf({ hands: alive.flatMap(({ hands }) => hands) });
  return {
    mark: inState("silent").length > 0 ? "retrying" : "active",
    title,
    evidence: `${inHand} of ${plural(concurrency, "place is", "places are")} busy. ${rest(items)}`,
    start: false,
  };
}

const capital = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** Whether one was killed, or its host was. */
function rest(items: readonly ProcessDto[]): string {
  const gone = items.filter(({ kind, state }) => kind === "worker" && state === "gone").length;
  if (gone === 0) return "None has died within a day.";
  return `${plural(gone, "worker has", "workers have")} died within a day.`;
}
