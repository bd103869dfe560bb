import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import type { BreakerDto } from "#server/contracts/delivery/breaker.ts";
import { breakerPolicyOf } from "#server/delivery/gate/breaker-policy.ts";
import { moveBreaker } from "#server/delivery/gate/move-breaker.ts";
import { readBreaker } from "#server/delivery/gate/sql/breakers.ts";
import { countHeld } from "#server/delivery/gate/sql/count-held.ts";
import type { BreakerEvent } from "#server/delivery/gate/step-breaker.ts";
import { toBreakerDto } from "#server/delivery/gate/to-gate-dto.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

/**
 * `hold`: opens it until probes pass. `let-through`: closes it, and failures of the next minutes do not open it.
 * `probe-now`: the next probe is sent at once.
 */
type BreakerDecision =
  | { kind: "hold"; reason: string }
  | { kind: "let-through"; reason: string; minutes: number }
  | { kind: "probe-now"; reason?: string | undefined };
type Input = AuditContext & { handler: string; decision: BreakerDecision };

const why = {
  hold: "is already held, or another user was faster.",
  "let-through": "was changed by another user in the meantime.",
  "probe-now": "is not held, or is being probed now.",
} as const;

/**
 * An operator overrides a handler's circuit breaker, audited. The breaker of a removed handler can still be closed. Throws
 * 404 for any other unknown handler, 409 where the state has changed.
 */
export async function decideBreaker(input: Input): Promise<{ handler: string; breaker: BreakerDto | null }> {
  const { handler: id, decision, actor, requestId } = input;
  const handler = handlerOfId(id);
  const isRemoved = handler === undefined;
  if (isRemoved && decision.kind !== "let-through") throw new NotFoundError(`There is no handler ${id}.`);
  const policy = handler ? breakerPolicyOf(handler, env()) : null;
  if (policy === null && decision.kind === "hold")
    throw new ConflictError("Circuit breakers are off: pause the handler instead.");
  const breaker = await inTransaction(db(), async (tx) => {
    if (isRemoved && (await readBreaker(tx, id)).state === "closed")
      throw new NotFoundError(`There is no handler ${id}.`);
    const moved = await moveBreaker(tx, id, policy, eventOf(decision, actor.name));
    if (!moved) throw new ConflictError(`${handler?.label ?? id} ${why[decision.kind]}`);
    const dto = toBreakerDto(await readBreaker(tx, id), await countHeld(tx, id));
    const before = { state: moved.before.state };
    const after = { state: moved.breaker.state, letThroughUntil: dto?.letThroughUntil ?? null };
    const action = `breaker.${decision.kind}` as const;
    const target = { kind: "handler" as const, id };
    await recordAction(tx, { actor, requestId }, { action, target, reason: decision.reason ?? null, before, after });
    return dto;
  });
  notify("redeliver_queue", id);
  return { handler: id, breaker };
}

function eventOf(decision: BreakerDecision, by: string): BreakerEvent {
  switch (decision.kind) {
    case "hold":
      return { ...decision, by };
    case "let-through":
      return { kind: decision.kind, by, reason: decision.reason, seconds: decision.minutes * 60 };
    case "probe-now":
      return { kind: decision.kind };
  }
}
