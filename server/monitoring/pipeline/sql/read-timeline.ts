import type { DeliveryState } from "#server/contracts/delivery/delivery.ts";
import { type DeliveryRow, deliveryColumns, heldByColumn } from "#server/delivery/deliveries/to-delivery-dto.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type TimelineMessage = {
  id: string;
  type: string;
  occurredAt: Date;
  /** When its deliveries were born (a replay's: released), null while it is pending and when it was parked. */
  relayedAt: Date | null;
  targetHandler: string | null;
  handlers: string[];
};
export type TimelineDelivery = DeliveryRow & { createdAt: Date; newestState: DeliveryState };
export type TimelineAttempt = {
  deliveryId: string;
  number: number;
  endedAt: Date;
  outcome: "delivered" | "retried" | "dead" | "worker_lost";
  failureCode: string | null;
};
export type TimelineAction = { deliveryId: string; newDeliveryId: string | null; action: string; at: Date };

/** All that happened to the messages of one subject, in four reads of one snapshot each by index. */
export async function readTimeline(queryable: Queryable, subject: string) {
  const messages = await queryable.query<TimelineMessage>({
    name: "timeline_messages",
    text: `select m.id, m.type, m.occurred_at as "occurredAt", m.target_handler as "targetHandler",
                  coalesce(b.handlers, '{}') as handlers,
                  case when m.parked_at is null and p.seq is null then coalesce(b.at, m.occurred_at) end as "relayedAt"
           from outbox_message m left join outbox_pending p on p.seq = m.seq
           left join lateral (
             select array_agg(d.handler) as handlers,
                    min(case when m.target_handler is null then d.created_at else d.queued_at end) as at
             from delivery d where d.message_id = m.id) b on true
           where m.subject = $1 order by m.seq limit 500`,
    values: [subject],
  });
  const deliveries = await queryable.query<TimelineDelivery>({
    name: "timeline_deliveries",
    text: `select ${deliveryColumns}, ${heldByColumn}, d.created_at as "createdAt",
                  first_value(d.state) over (partition by d.root_id order by (d.state = 'withdrawn'), d.revision desc) as "newestState"
           from delivery d join outbox_message m on m.id = d.message_id
           where m.subject = $1 order by d.position, d.handler, d.revision limit 500`,
    values: [subject],
  });
  const ids = deliveries.rows.map((row) => row.id);
  const attempts = await queryable.query<TimelineAttempt>({
    name: "timeline_attempts",
    text: `select delivery_id as "deliveryId", number, ended_at as "endedAt", outcome, failure_code as "failureCode"
           from attempt where delivery_id = any($1::uuid[]) order by ended_at`,
    values: [ids],
  });
  const actions = await queryable.query<TimelineAction>({
    name: "timeline_actions",
    text: `select target_id as "deliveryId", result_id as "newDeliveryId", substr(action, 13) as action, at
           from audit_entry where target_kind = 'delivery' and target_id = any($1::text[])
             and action = any('{dead-letter.replay,dead-letter.undo,dead-letter.discard,dead-letter.restore}'::text[])
           order by seq`,
    values: [ids],
  });
  return { messages: messages.rows, deliveries: deliveries.rows, attempts: attempts.rows, actions: actions.rows };
}
