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

/** Pauses a handler: from this commit on no attempt begins; running ones end. Throws 404 if it is unknown, 409 if paused. */
export async function pauseHandler({ handler, reason, actor, requestId }: Input): Promise<Paused> {
  if (!handlerOfId(handler)) throw new NotFoundError(`There is no handler ${handler}.`);
  return inTransaction(db(), async (tx) => {
    const pause = await insertHandlerPause(tx, { handler, reason, by: actor.name });
    if (!pause) throw new ConflictError(`${handler} is already paused.`);
    await recordAction(tx, { actor, requestId }, { action: "handler.pause", target: target(handler), reason });
    return { handler, paused: toPauseDto(pause) };
  });
}

/** Resumes a handler and notifies the workers, also a handler that was removed. Throws 409 where it is not paused. */
export async function resumeHandler({ handler, reason, actor, requestId }: Input): Promise<Paused> {
  await inTransaction(db(), async (tx) => {
    const pause = await deleteHandlerPause(tx, handler);
    if (!pause) throw new ConflictError(`${handler} is not paused.`);
    const before = { reason: pause.reason, by: pause.by };
    await recordAction(tx, { actor, requestId }, { action: "handler.resume", target: target(handler), reason, before });
  });
  notify("redeliver_queue", handler);
  return { handler, paused: null };
}
