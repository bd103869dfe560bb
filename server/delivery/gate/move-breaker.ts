import { readBreaker, type StoredBreaker, writeBreaker } from "#server/delivery/gate/sql/breakers.ts";
import { type Breaker, type BreakerEvent, stepBreaker } from "#server/delivery/gate/step-breaker.ts";
import type { BreakerPolicy } from "#server/delivery/handlers/define-handler.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type Moved = { before: StoredBreaker; breaker: Breaker };

/** Moves a breaker one step, by the database's clock. Null where nothing changes or another process was faster. */
export async function moveBreaker(
  queryable: Queryable,
  handler: string,
  policy: BreakerPolicy | null,
  event: BreakerEvent,
): Promise<Moved | null> {
  const before = await readBreaker(queryable, handler);
  const breaker = stepBreaker(policy, before, event, before.at, Math.random);
  if (breaker === null || !(await writeBreaker(queryable, handler, before.version, breaker))) return null;
  return { before, breaker };
}
