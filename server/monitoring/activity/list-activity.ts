import { type AuditAction, auditActionNames } from "#server/contracts/audit.ts";
import { type ActivityListDto, mostToldTogether } from "#server/contracts/monitoring/activity.ts";
import { readActivity } from "#server/monitoring/activity/sql/read-activity.ts";
import { db } from "#server/platform/database/db.ts";
import { singleFlight } from "#server/platform/single-flight.ts";

const linesShown = 12;

/** What moved messages or decided about them. Who looked at what, and who came and went, is in the audit alone. */
const told = /^(dead-letter\.(?!reveal|export)|delivery\.|cause\.(?!note)|sending\.|handler\.|breaker\.|alert\.)/;
const toldActions: readonly AuditAction[] = auditActionNames.filter((name) => told.test(name));

async function read(withActions: boolean): Promise<ActivityListDto> {
  const actions = withActions ? toldActions : [];
  const items = await readActivity(db(), { actions, depth: mostToldTogether, limit: linesShown });
  return { at: new Date().toISOString(), items };
}

/**
 * What happened to the pipeline of late, newest first: actions (for those who may read the audit), alerts, deploys, workers
 * that were lost. Read once a second however many look.
 */
export const listActivity = singleFlight(read);
