import type pg from "pg";
import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";
import { keyOf } from "#server/testing/model/spec.ts";

/** One delivery in PostgreSQL, with its pending jobs and its attempt rows. */
export type Seen = {
  key: string;
  id: string;
  messageId: string;
  handler: string;
  subject: string;
  ordered: boolean;
  holds: boolean;
  position: number;
  revision: number;
  state: DeliveryState;
  attempts: number;
  sending: boolean;
  accepted: boolean;
  condemned: boolean;
  /** It was dead-lettered by hand before its first attempt. */
  stopped: boolean;
  idempotencyKey: string;
  /** The idempotency key of its message and handler. */
  ownKey: string;
  jobs: string[];
  rows: Record<number, string>;
};

export async function readSnapshot(pool: pg.Pool): Promise<Seen[]> {
  const { rows } = await pool.query<Omit<Seen, "key"> & { rootMessageId: string }>({
    name: "model_snapshot",
    text: `
      select d.id, d.message_id as "messageId", r.message_id as "rootMessageId", d.handler, d.subject, d.ordered, d.holds,
             d.position, d.revision, d.state, d.attempts, d.sending_since is not null as sending,
             d.accepted_at is not null as accepted, coalesce(d.verdict = 'dead', false) as condemned,
             coalesce(d.failure_code = 'stopped', false) as stopped,
             d.idempotency_key as "idempotencyKey", idempotency_key_of(d.message_id, d.handler) as "ownKey",
             coalesce(j.jobs, '{}') as jobs, coalesce(a.rows, '{}') as rows
      from delivery d join delivery r on r.id = d.root_id
      left join (select id, array_agg(name || ' ' || state) as jobs from pgboss.job
                 where state in ('created', 'retry', 'active') group by id) j on j.id = d.id
      left join (select delivery_id, json_object_agg(number, outcome) as rows from attempt group by 1) a
             on a.delivery_id = d.id
      order by d.position, d.handler, d.revision`,
  });
  return rows.map(({ rootMessageId, ...row }) => ({ ...row, key: keyOf(rootMessageId, row.handler, row.revision) }));
}

/** Causes whose count differs from that of their dead letters, and dead letters without a cause. Both must not exist. */
export async function readMiscounted(pool: pg.Pool): Promise<unknown[]> {
  const { rows } = await pool.query({
    name: "model_miscounted",
    text: `
      select coalesce(c.fingerprint, d.cause) as cause, c.dead as counted, d.dead::int as dead
      from cause c full join (select cause, count(*) as dead from delivery where state = 'dead' group by cause) d
        on d.cause = c.fingerprint
      where coalesce(c.dead, -1) <> coalesce(d.dead, 0)`,
  });
  return rows;
}
