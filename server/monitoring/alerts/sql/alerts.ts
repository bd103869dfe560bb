import * as z from "zod";
import {
  type AlertDto,
  type AlertSeverity,
  type AlertState,
  alertDto,
  type FiringAlertDto,
  firingAlertDto,
  openAlertStates,
} from "#server/contracts/monitoring/alert.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { isoTimes, rowOf } from "#server/platform/database/row-of-dto.ts";

const columns = `id, rule, subject, severity, state, message, started_at as "startedAt", fired_at as "firedAt",
  acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy", resolved_at as "resolvedAt"`;

const row = rowOf(alertDto);

const toDto = (alert: z.output<typeof row>): AlertDto => ({
  ...isoTimes(alert),
  message: maskAddresses(alert.message),
});

const openAlert = row
  .pick({ id: true, rule: true, subject: true, message: true, startedAt: true, firedAt: true })
  .extend({ state: z.enum(openAlertStates), quietSince: z.date().nullable() });
export type AlertRow = z.output<typeof openAlert>;

const lock = defineStatement({
  name: "lock_open_alerts",
  text: `select id, rule, subject, state, message, started_at as "startedAt", fired_at as "firedAt", quiet_since as "quietSince"
           from alert where state <> 'resolved' order by id for update`,
  row: openAlert,
});

/** Locks every open alert: none is acknowledged between its evaluation and its update. */
export const lockOpenAlerts = (tx: Tx): Promise<AlertRow[]> => lock.all(tx);

const insert = defineStatement({
  name: "insert_alert",
  text: `insert into alert (id, rule, subject, severity, state, message, started_at, fired_at)
           values ($1, $2, $3, $4, $5, $6, $7::timestamptz, case when $5 = 'firing' then $7::timestamptz end) returning ${columns}`,
  row,
});

/** Inserts an alert that is pending or fires. */
export async function insertAlert(
  tx: Tx,
  alert: Omit<AlertRow, "startedAt" | "firedAt" | "quietSince"> & { severity: AlertSeverity; at: Date },
): Promise<AlertDto> {
  const { id, rule, subject, severity, state, message, at } = alert;
  return toDto(await insert.one(tx, [id, rule, subject, severity, state, message, at]));
}

const update = defineStatement({
  name: "update_alert",
  text: `update alert set state = $2, message = $3, quiet_since = $4,
             fired_at = case when $2 = 'firing' then coalesce(fired_at, $5::timestamptz) else fired_at end,
             resolved_at = case when $2 = 'resolved' then $5::timestamptz end
           where id = $1 returning ${columns}`,
  row,
});

/** Updates an alert under its lock, with the times of firing and resolving. */
export async function updateAlert(
  tx: Tx,
  change: { id: string; state: AlertState; message: string; quietSince: Date | null; at: Date },
): Promise<AlertDto> {
  return toDto(await update.one(tx, [change.id, change.state, change.message, change.quietSince, change.at]));
}

const remove = defineStatement({ name: "delete_alert", text: "delete from alert where id = $1" });

/** Deletes a pending alert that ended before it fired. */
export async function deleteAlert(tx: Tx, id: string): Promise<void> {
  await remove.run(tx, [id]);
}

const acknowledgeFiring = defineStatement({
  name: "acknowledge_alert",
  text: `update alert set state = 'acknowledged', acknowledged_at = now(), acknowledged_by = $2
           where id = $1 and state = 'firing' returning ${columns}`,
  row,
});

/** Acknowledges a firing alert. Null where it does not fire, or was acknowledged meanwhile. */
export async function acknowledge(tx: Tx, id: string, by: string): Promise<AlertDto | null> {
  const alert = await acknowledgeFiring.maybeOne(tx, [id, by]);
  return alert ? toDto(alert) : null;
}

const byId = defineStatement({
  name: "read_alert",
  text: `select ${columns} from alert where id = $1`,
  row,
});

export async function readAlert(db: Queryable, id: string): Promise<AlertDto | null> {
  const alert = await byId.maybeOne(db, [id]);
  return alert ? toDto(alert) : null;
}

const open = defineStatement({
  name: "read_open_alerts",
  text: `select ${columns} from alert where state <> 'resolved'
             order by array_position(array['firing', 'acknowledged', 'pending'], state),
                      array_position(array['critical', 'warning'], severity), started_at limit 200`,
  row,
});

const resolved = defineStatement({
  name: "read_resolved_alerts",
  text: `select ${columns} from alert where state = 'resolved' order by resolved_at desc limit 50`,
  row,
});

export async function readAlerts(db: Queryable): Promise<{ open: AlertDto[]; resolved: AlertDto[] }> {
  const [current, past] = await Promise.all([open.all(db), resolved.all(db)]);
  return { open: current.map(toDto), resolved: past.map(toDto) };
}

const firing = defineStatement({
  name: "read_firing_alerts",
  text: `select id, rule, subject, severity, message, started_at as "startedAt", count(*) over ()::int as alerts
           from alert where state = 'firing'
           order by array_position(array['critical', 'warning'], severity), started_at, id limit $1`,
  row: rowOf(firingAlertDto).extend({ alerts: z.int() }),
});

/** The number of firing alerts that are not acknowledged, and the first `most` of them. */
export async function readFiring(db: Queryable, most: number): Promise<{ alerts: number; firing: FiringAlertDto[] }> {
  const rows = await firing.all(db, [most]);
  return {
    alerts: rows[0]?.alerts ?? 0,
    firing: rows.map(({ alerts: _, ...alert }) => ({ ...isoTimes(alert), message: maskAddresses(alert.message) })),
  };
}
