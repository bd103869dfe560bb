import type { AlertDto, AlertSeverity, AlertState, FiringAlertDto } from "#server/contracts/monitoring/alert.ts";
import { maskAddresses } from "#server/delivery/privacy/mask-text.ts";
import type { OpenAlert } from "#server/monitoring/alerts/step-alert.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";

export type AlertRow = OpenAlert & { id: string; rule: string; subject: string };
type StoredAlert = Omit<AlertDto, "startedAt" | "firedAt" | "acknowledgedAt" | "resolvedAt"> &
  Record<"startedAt", Date> &
  Record<"firedAt" | "acknowledgedAt" | "resolvedAt", Date | null>;

const columns = `id, rule, subject, severity, state, message, started_at as "startedAt", fired_at as "firedAt",
  acknowledged_at as "acknowledgedAt", acknowledged_by as "acknowledgedBy", resolved_at as "resolvedAt"`;

const toDto = (row: StoredAlert): AlertDto => ({
  ...row,
  message: maskAddresses(row.message),
  startedAt: row.startedAt.toISOString(),
  firedAt: row.firedAt?.toISOString() ?? null,
  acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
  resolvedAt: row.resolvedAt?.toISOString() ?? null,
});

/** Every open episode, locked: nobody acknowledges one between its step and its row. */
export async function lockOpenAlerts(tx: Tx): Promise<AlertRow[]> {
  const { rows } = await tx.query<AlertRow>({
    name: "lock_open_alerts",
    text: `select id, rule, subject, state, message, started_at as "startedAt", fired_at as "firedAt", quiet_since as "quietSince"
           from alert where state <> 'resolved' order by id for update`,
  });
  return rows;
}

export async function insertAlert(
  tx: Tx,
  alert: {
    id: string;
    rule: string;
    subject: string;
    severity: AlertSeverity;
    state: AlertState;
    message: string;
    at: Date;
  },
): Promise<AlertDto> {
  const { rows } = await tx.query<StoredAlert>({
    name: "insert_alert",
    text: `insert into alert (id, rule, subject, severity, state, message, started_at, fired_at)
           values ($1, $2, $3, $4, $5, $6, $7::timestamptz, case when $5 = 'firing' then $7::timestamptz end) returning ${columns}`,
    values: [alert.id, alert.rule, alert.subject, alert.severity, alert.state, alert.message, alert.at],
  });
  return toDto(rows[0] as StoredAlert);
}

export async function updateAlert(
  tx: Tx,
  change: { id: string; state: AlertState; message: string; quietSince: Date | null; at: Date },
): Promise<AlertDto> {
  const { rows } = await tx.query<StoredAlert>({
    name: "update_alert",
    text: `update alert set state = $2, message = $3, quiet_since = $4,
             fired_at = case when $2 = 'firing' then coalesce(fired_at, $5::timestamptz) else fired_at end,
             resolved_at = case when $2 = 'resolved' then $5::timestamptz end
           where id = $1 returning ${columns}`,
    values: [change.id, change.state, change.message, change.quietSince, change.at],
  });
  return toDto(rows[0] as StoredAlert);
}

/** One that came and went before anybody was told leaves nothing behind. */
export async function deleteAlert(tx: Tx, id: string): Promise<void> {
  await tx.query({ name: "delete_alert", text: "delete from alert where id = $1", values: [id] });
}

/** Null where it is not firing: somebody was faster, or it is over. */
export async function acknowledge(tx: Tx, id: string, by: string): Promise<AlertDto | null> {
  const { rows } = await tx.query<StoredAlert>({
    name: "acknowledge_alert",
    text: `update alert set state = 'acknowledged', acknowledged_at = now(), acknowledged_by = $2
           where id = $1 and state = 'firing' returning ${columns}`,
    values: [id, by],
  });
  return rows[0] ? toDto(rows[0]) : null;
}

export async function readAlert(queryable: Queryable, id: string): Promise<AlertDto | null> {
  const { rows } = await queryable.query<StoredAlert>({
    name: "read_alert",
    text: `select ${columns} from alert where id = $1`,
    values: [id],
  });
  return rows[0] ? toDto(rows[0]) : null;
}

export async function readAlerts(queryable: Queryable): Promise<{ open: AlertDto[]; resolved: AlertDto[] }> {
  const [open, resolved] = await Promise.all([
    queryable.query<StoredAlert>({
      name: "read_open_alerts",
      text: `select ${columns} from alert where state <> 'resolved'
             order by array_position(array['firing', 'acknowledged', 'pending'], state),
                      array_position(array['critical', 'warning'], severity), started_at limit 200`,
    }),
    queryable.query<StoredAlert>({
      name: "read_resolved_alerts",
      text: `select ${columns} from alert where state = 'resolved' order by resolved_at desc limit 50`,
    }),
  ]);
  return { open: open.rows.map(toDto), resolved: resolved.rows.map(toDto) };
}

/** What somebody should look at, told of and taken by nobody: how many there are, and the first of them. */
export async function readFiring(
  queryable: Queryable,
  most: number,
): Promise<{ alerts: number; firing: FiringAlertDto[] }> {
  const { rows } = await queryable.query<Omit<FiringAlertDto, "startedAt"> & { startedAt: Date; alerts: number }>({
    name: "read_firing_alerts",
    text: `select id, rule, subject, severity, message, started_at as "startedAt", count(*) over ()::int as alerts
           from alert where state = 'firing'
           order by array_position(array['critical', 'warning'], severity), started_at, id limit $1`,
    values: [most],
  });
  return {
    alerts: rows[0]?.alerts ?? 0,
    firing: rows.map(({ alerts: _, startedAt, ...alert }) => ({
      ...alert,
      message: maskAddresses(alert.message),
      startedAt: startedAt.toISOString(),
    })),
  };
}
