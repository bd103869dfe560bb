import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

type Counted = "waiting" | "ready" | "active" | "retrying" | "dead" | "delivered";

/** One depth over all handlers. */
export function totalOf(snapshot: PipelineDto, depth: Counted): number {
  return snapshot.handlers.reduce((sum, handler) => sum + handler[depth], 0);
}

/** Every delivery that is not settled, whatever it waits for. */
export const totalOpen = (snapshot: PipelineDto): number =>
  (["waiting", "ready", "active", "retrying"] as const).reduce((sum, depth) => sum + totalOf(snapshot, depth), 0);

/** The age of the oldest that still moves, in seconds; null when nothing does. */
export function oldestMoving(snapshot: PipelineDto): number | null {
  return largest(snapshot.handlers.map((handler) => handler.oldestAgeSeconds));
}

export function oldestDead(snapshot: PipelineDto): number | null {
  return largest(snapshot.handlers.map((handler) => handler.oldestDeadAgeSeconds));
}

function largest(ages: (number | null)[]): number | null {
  const known = ages.filter((age) => age !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** The end of a list in a sentence: `a, b and c`. */
export function formatList(parts: string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
