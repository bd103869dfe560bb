import type pg from "pg";
import type { AlertDto, AlertNoticeBody } from "#server/contracts/monitoring/alert.ts";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { channelNames } from "#server/monitoring/alerts/channels.ts";
import { alertRules } from "#server/monitoring/alerts/rules.ts";
import { deleteAlert, insertAlert, lockOpenAlerts, updateAlert } from "#server/monitoring/alerts/sql/alerts.ts";
import { insertNotice } from "#server/monitoring/alerts/sql/notices.ts";
import {
  type AlertEvaluation,
  type AlertFacts,
  isLatestEvaluation,
  readAlertFacts,
} from "#server/monitoring/alerts/sql/read-facts.ts";
import { stepAlert } from "#server/monitoring/alerts/step-alert.ts";
import { thresholdsAmong } from "#server/monitoring/alerts/thresholds.ts";
import { inTransaction, type Tx } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";
import { newId } from "#server/platform/new-id.ts";
import { logFor } from "#server/platform/telemetry/log.ts";

/** An evaluation of another process that is younger than this is not repeated. */
export const restSeconds = 8;
const alertSource = "redeliver";
const logger = logFor("alerts");

type Changed = { firing: AlertDto[]; resolved: AlertDto[] };

/**
 * Evaluates every rule, moves every alert one step and queues notices, in one transaction with one notice per channel.
 * Returns whether notices are due, and null where another process evaluated within `rest` seconds.
 */
export async function evaluateAlerts(pool: pg.Pool, env: Env, rest = restSeconds): Promise<boolean | null> {
  const evaluation = await readAlertFacts(pool, rest);
  return evaluation && applyEvaluation(pool, evaluation, env);
}

/** Updates the alerts by the facts of one evaluation. Null if a later evaluation has begun, because its facts are newer. */
export async function applyEvaluation(pool: pg.Pool, evaluation: AlertEvaluation, env: Env): Promise<boolean | null> {
  const thresholdsOf = thresholdsAmong(handlers());
  const met = alertRules.some((rule) => rule.find(evaluation.facts, thresholdsOf).length > 0);
  if (!met && evaluation.open === 0) return evaluation.due > 0;
  const changed = await inTransaction(pool, async (tx) =>
    (await isLatestEvaluation(tx, evaluation.turn)) ? step(tx, evaluation.facts, evaluation.at, env) : null,
  );
  if (!changed) return null;
  const { firing, resolved } = changed;
  for (const alert of firing)
    logger.warn({ alert: alert.rule, subject: alert.subject, severity: alert.severity }, alert.message);
  for (const alert of resolved) logger.info({ alert: alert.rule, subject: alert.subject }, "alert resolved");
  return evaluation.due > 0 || firing.length > 0 || resolved.length > 0;
}

async function step(tx: Tx, facts: AlertFacts, now: Date, env: Env): Promise<Changed> {
  const open = await lockOpenAlerts(tx);
  const changed: Changed = { firing: [], resolved: [] };
  const thresholdsOf = thresholdsAmong(handlers());
  for (const rule of alertRules) {
    const conditions = new Map(rule.find(facts, thresholdsOf).map((condition) => [condition.subject, condition]));
    const mine = new Map(open.filter((alert) => alert.rule === rule.id).map((alert) => [alert.subject, alert]));
    for (const subject of new Set([...conditions.keys(), ...mine.keys()])) {
      const known = mine.get(subject) ?? null;
      const next = stepAlert(rule, known, conditions.get(subject) ?? null, now);
      if (next.kind === "begin") {
        const { state, message } = next;
        const begun = { id: newId(), rule: rule.id, subject, severity: rule.severity, state, message, at: now };
        const alert = await insertAlert(tx, begun);
        if (state === "firing") changed.firing.push(alert);
      }
      if (!known) continue;
      if (next.kind === "forget") await deleteAlert(tx, known.id);
      if (next.kind === "change") {
        const alert = await updateAlert(tx, { id: known.id, ...next, at: now });
        if (next.notify) changed.firing.push(alert);
      }
      if (next.kind === "resolve") {
        const resolved = {
          id: known.id,
          state: "resolved" as const,
          message: known.message,
          quietSince: known.quietSince,
          at: now,
        };
        const alert = await updateAlert(tx, resolved);
        // A notice that the pause of the backup's database was resolved would mislead while another database is paused.
        if (!(rule.replacesSubjects && conditions.size > 0)) changed.resolved.push(alert);
      }
    }
  }
  await insertNotices(tx, "alert.firing", changed.firing, now, env);
  await insertNotices(tx, "alert.resolved", changed.resolved, now, env);
  return changed;
}

async function insertNotices(
  tx: Tx,
  type: AlertNoticeBody["type"],
  alerts: AlertDto[],
  now: Date,
  env: Env,
): Promise<void> {
  if (alerts.length === 0) return;
  const body: AlertNoticeBody = {
    type,
    title: titleOf(type, alerts),
    source: alertSource,
    at: now.toISOString(),
    alerts,
  };
  for (const channel of channelNames(env)) await insertNotice(tx, { id: newId(), channel, body });
}

/** One sentence for all alerts of a notice: the message of the most severe one. */
function titleOf(type: AlertNoticeBody["type"], alerts: readonly AlertDto[]): string {
  const [first] = alerts.toSorted((a, b) => Number(b.severity === "critical") - Number(a.severity === "critical"));
  const more = alerts.length > 1 ? ` And ${alerts.length - 1} more.` : "";
  return `${type === "alert.firing" ? "" : "Resolved: "}${first?.message ?? ""}${more}`;
}
