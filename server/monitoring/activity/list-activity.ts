import { type AuditAction, auditActionNames } from "#server/contracts/audit.ts";
import { type ActivityListDto, mostToldTogether } from "#server/contracts/monitoring/activity.ts";
import { readActivity } from "#server/monitoring/activity/sql/read-activity.ts";
import { db } from "#server/platform/database/db.ts";
import { singleFlight } from "#server/platform/single-flight.ts";

const linesShown = 12;

/** Actions on messages, handlers, causes and alerts. Reads and sign-ins are in the audit log only. */
const shown = /^(dead-letter\.(?!reveal|export)|delivery\.|cause\.(?!note)|sending\.|handler\.|breaker\.|alert\.)/;
const shownActions: readonly AuditAction[] = auditActionNames.filter((name) => shown.test(name));

async function read(withActions: boolean): Promise<ActivityListDto> {
  const actions = withActions ? shownActions : [];
  const items = await readActivity(db(), { actions, depth: mostToldTogether, limit: linesShown });
  return { at: new Date().toISOString(), items };
}

/**
 * The latest activity of the pipeline, newest first: actions (where the reader may read the audit log), alerts, deploys and
 * lost workers. Read once per second at most.
 */
export const listActivity = singleFlight(read);
