import type { PipelineDto } from "#server/contracts/monitoring/pipeline.ts";

type Counted = "waiting" | "ready" | "active" | "retrying" | "dead" | "delivered";

/** Sum of one depth over all handlers. */
export function totalOf(snapshot: PipelineDto, depth: Counted): number {
  return snapshot.handlers.reduce((sum, handler) => sum + handler[depth], 0);
}

/** Number of unsettled deliveries. */
export const totalOpen = (snapshot: PipelineDto): number =>
  (["waiting", "ready", "active", "retrying"] as const).reduce((sum, depth) => sum + totalOf(snapshot, depth), 0);

/** Age of the oldest unsettled delivery in seconds; null if there is none. */
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
