import type { RoleName } from "#server/platform/roles/database-roles.ts";

/** Privileges as in GRANT: "select, insert, update (before, after)". A role that is not named has none. */
export type Rights = Partial<Record<RoleName, string>>;

const everyone = (rights: string): Rights => ({ web: rights, worker: rights, sink: rights });
const both = (rights: string): Rights => ({ web: rights, worker: rights });

/** The columns of an audit entry that the application writes. The trigger sets its number, time and hashes. */
const auditEntry =
  "id, actor_kind, actor_id, actor_name, actor_role, action, target_kind, target_id, result_id, reason, before, after, request_id";

/**
 * The rights of each role on each table, and no others: `npm run migrate` grants exactly these after every migration. A table
 * without a row is refused by server/platform/roles/table-rights.db.test.ts. Only the owner truncates, alters or drops.
 */
export const tableRights: Record<string, Rights> = {
  _prisma_migrations: everyone("select"),

  // The store.
  product: { web: "select" },
  customer: { web: "select, insert, update", worker: "select" },
  customer_order: { web: "select, insert, update" },
  order_line: { web: "select, insert" },
  idempotency_key: { web: "select, insert, update", worker: "select, update, delete" },

  // The pipeline. Web writes deliveries too, for replays, discards and stopped retries; the worker publishes bulk replays.
  outbox_message: { web: "select, insert", worker: "select, insert, update" },
  outbox_pending: { web: "select, insert", worker: "select, insert, update, delete" },
  delivery: both("select, insert, update"),
  attempt: { web: "select, insert", worker: "select, insert, update" },
  payload_edit: { web: "select, insert", worker: "select, insert, update" },
  // Web creates and steers bulk replays, the worker drives them.
  replay_batch: both("select, insert, update"),
  replay_item: both("select, insert, update"),
  replay_wave: both("select, insert, update"),
  replay_recipe: { web: "select, update", worker: "select, insert, update, delete" },
  cause: both("select, insert, update"),
  cause_hour: both("select, insert, update"),

  // The console. A worker reads the address for an account mail, creates its link, and deletes expired rows without reading them.
  saved_view: { web: "select, insert, delete" },
  console_user: { web: "select, insert, update", worker: "select (id, name, email, disabled_at, demo)" },
  console_session: { web: "select, insert, update, delete", worker: "select (expires_at), delete" },
  console_credential: { web: "select, insert, update, delete" },
  account_link: {
    web: "select, insert, delete",
    worker: "select (expires_at), insert (token, user_id, purpose, expires_at), delete",
  },
  sign_in_tries: { web: "select, insert, update, delete", worker: "select (started_at), delete" },
  api_token: { web: "select, insert, update" },
  environment_token: { web: "select, insert, update" },
  // Keys of cancel tokens, which the worker's mails hold too, and of the cookie of known devices.
  installation_secret: both("select"),
  rate_limit: { web: "select, insert, update", worker: "select (key, full_at), update (full_at), delete" },

  // Append-only. Exception: retention erases the copies of a payload.
  audit_entry: {
    web: `select, insert (${auditEntry})`,
    worker: `select, insert (${auditEntry}), update (before, after)`,
  },
  sending_permit: {
    web: "select, insert (system_identifier, database_oid, table_oid, timeline)",
    worker: "select",
  },

  // Monitoring.
  running_process: everyone("select, insert, update, delete"),
  deploy: { web: "select, insert", worker: "select, insert, delete", sink: "select, insert" },
  history_point: { web: "select", worker: "select, insert, update, delete" },
  handler_pause: { web: "select, insert, delete", worker: "select" },
  handler_breaker: both("select, insert, update"),
  alert: both("select, insert, update, delete"),
  alert_look: both("select, update"),
  alert_notice: { web: "select, insert, update", worker: "select, insert, update, delete" },
  retention_run: { web: "select", worker: "select, insert, update" },

  // The local mail server.
  captured_mail: { web: "select, delete", sink: "select, insert" },
  captured_webhook: { web: "select, delete", sink: "select, insert" },
  sink_trick: { sink: "select, insert, update" },

  // pg-boss. Partitions have the rights of their table. Web makes a job due now and writes nothing else.
  "pgboss.version": { web: "select", worker: "select, update" },
  "pgboss.queue": { web: "select", worker: "select, update" },
  "pgboss.job": { web: "select, update (start_after)", worker: "select, insert, update, delete" },
  "pgboss.job_dependency": { worker: "select, insert, delete" },
  "pgboss.instance": { worker: "select, insert, update, delete" },
  "pgboss.queue_stats": { worker: "select" },
  "pgboss.schedule": { worker: "select" },
  "pgboss.subscription": { worker: "select" },
  "pgboss.bam": { worker: "select" },
  "pgboss.warning": { worker: "select" },
};

/** Sequences that an insert of a role uses. */
export const sequenceRights: Record<string, readonly RoleName[]> = { outbox_message_seq_seq: ["web", "worker"] };
