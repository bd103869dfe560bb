import type { KnownActor } from "#server/audit/actor.ts";
import { recordAction } from "#server/audit/record-action.ts";
import { identify } from "#server/identity/access/identify.ts";
import { limits } from "#server/identity/limits/limits.ts";
import { sessionTokenOf } from "#server/identity/sessions/session-cookie.ts";
import { db, inTransaction } from "#server/platform/database/db.ts";
import { AppError } from "#server/platform/errors.ts";
import { countAttempt } from "#server/platform/rate-limits/sql/count-attempt.ts";
import { logFor } from "#server/platform/telemetry/log.ts";
import { type SecurityEvent, securityLog } from "#server/platform/telemetry/security-log.ts";

type Refused = {
  headers: Pick<Headers, "get">;
  /** Method and path: `POST /api/v1/dead-letters/{id}/reveal`. */
  route: string;
  client: string | undefined;
  requestId: string;
};

const hasCredentials = (headers: Refused["headers"]) =>
  headers.get("authorization") !== null || sessionTokenOf(headers) !== null;

function eventOf(error: unknown, headers: Refused["headers"]): SecurityEvent | null {
  if (!(error instanceof AppError)) return null;
  if (error.code === "forbidden") return "security.refused";
  if (error.code === "too_many_tries") return "security.limited";
  return error.code === "unauthorized" && hasCredentials(headers) ? "security.credentials-refused" : null;
}

/**
 * Records a refused request in the security log, and a refused action of a user or token in the audit log as well: once an
 * hour per actor and route, and 20 times an hour per actor, so that refusals cannot fill the audit log. Never throws.
 */
export async function recordRefusal(error: unknown, refused: Refused): Promise<void> {
  const { headers, route, client = "unknown", requestId } = refused;
  const event = eventOf(error, headers);
  if (event === null) return;
  // A failed lookup or write must not turn 403 into 500.
  const actor = event === "security.credentials-refused" ? null : await identify(headers).catch(() => null);
  securityLog(event, { actor, route, client, requestId });
  if (event !== "security.refused" || actor === null) return;
  await audit(actor, route, requestId).catch((failed: unknown) =>
    logFor("security").error({ err: failed, requestId }, "could not record a refused action in the audit log"),
  );
}

async function audit(actor: KnownActor, route: string, requestId: string): Promise<void> {
  await inTransaction(db(), async (tx) => {
    // In this order: repeated refusals of one route must not use up the entries of other routes.
    if ((await countAttempt(tx, [limits.refusalOf(actor.id, route)])) > 0) return;
    if ((await countAttempt(tx, [limits.refusals(actor.id)])) > 0) return;
    await recordAction(tx, { actor, requestId }, { action: "access.refused", target: { kind: "route", id: route } });
  });
}
