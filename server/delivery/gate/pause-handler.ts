import { type AuditContext, recordAction } from "#server/audit/record-action.ts";
import { deleteHandlerPause, insertHandlerPause } from "#server/delivery/gate/sql/handler-pauses.ts";
import { toPauseDto } from "#server/delivery/gate/to-gate-dto.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { ConflictError, NotFoundError } from "#server/platform/errors.ts";
import { notify } from "#server/platform/wakeups/notify.ts";

type Input = AuditContext & { handler: string; reason: string };
type Paused = { handler: string; paused: { reason: string; by: string; since: string } | null };

const target = (id: string) => ({ kind: "handler" as const, id });

/**
 * Lets the deliveries of a handler wait: none is begun from this commit on, no try is counted, and none dies meanwhile. What
 * a worker has under way ends as it would. Throws 404 for a handler that this build does not have, 409 where it is paused.
 */
export async function pauseHandler({ handler, reason, actor, requestId }: Input): Promise<Paused> {
  if (!handlerOfId(handler)) throw new NotFoundError(`There is no handler ${handler}.`);
  return inTransaction(db(), async (tx) => {
    const pause = await insertHandlerPause(tx, { handler, reason, by: actor.name });
    if (!pause) throw new ConflictError(`${handler} is paused already: somebody was faster.`);
    await recordAction(tx, { actor, requestId }, { action: "handler.pause", target: target(handler), reason });
    return { handler, paused: toPauseDto(pause) };
  });
}

/** Lets them go on, and wakes the workers. Throws 409 where it is not paused; also a handler that is gone can be resumed. */
export async function resumeHandler({ handler, reason, actor, requestId }: Input): Promise<Paused> {
  await inTransaction(db(), async (tx) => {
    const pause = await deleteHandlerPause(tx, handler);
    if (!pause) throw new ConflictError(`${handler} is not paused: somebody has resumed it, or it never was.`);
    const before = { reason: pause.reason, by: pause.by };
    await recordAction(tx, { actor, requestId }, { action: "handler.resume", target: target(handler), reason, before });
  });
  notify("redeliver_queue", handler);
  return { handler, paused: null };
}
