import * as z from "zod";
import { attemptOutcomes, deliveryStates } from "#server/contracts/delivery/delivery.ts";
import { deliveryColumns, deliveryRow, heldByColumn } from "#server/delivery/deliveries/to-delivery-dto.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const message = z.object({
  id: z.uuid(),
  type: z.string(),
  occurredAt: z.date(),
  /** When its deliveries were created (of a replay: released). Null while it is pending and for a parked message. */
  relayedAt: z.date().nullable(),
  targetHandler: z.string().nullable(),
  handlers: z.array(z.string()),
});
export type TimelineMessage = z.output<typeof message>;

const messages = defineStatement({
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
  row: message,
});

const delivery = deliveryRow.extend({
  heldBy: z.object({ id: z.uuid(), state: z.enum(deliveryStates) }).nullable(),
  createdAt: z.date(),
  newestState: z.enum(deliveryStates),
});
export type TimelineDelivery = z.output<typeof delivery>;

const deliveries = defineStatement({
  name: "timeline_deliveries",
  text: `select ${deliveryColumns}, ${heldByColumn}, d.created_at as "createdAt",
                  first_value(d.state) over (partition by d.root_id order by (d.state = 'withdrawn'), d.revision desc) as "newestState"
           from delivery d join outbox_message m on m.id = d.message_id
           where m.subject = $1 order by d.position, d.handler, d.revision limit 500`,
  row: delivery,
});

const attempt = z.object({
  deliveryId: z.uuid(),
  number: z.int(),
  endedAt: z.date(),
  outcome: z.enum(attemptOutcomes),
  failureCode: z.string().nullable(),
});
export type TimelineAttempt = z.output<typeof attempt>;

const attempts = defineStatement({
  name: "timeline_attempts",
  text: `select delivery_id as "deliveryId", number, ended_at as "endedAt", outcome, failure_code as "failureCode"
           from attempt where delivery_id = any($1::uuid[]) order by ended_at`,
  row: attempt,
});

const action = z.object({
  deliveryId: z.uuid(),
  newDeliveryId: z.uuid().nullable(),
  action: z.enum(["replay", "undo", "discard", "restore"]),
  at: z.date(),
});
export type TimelineAction = z.output<typeof action>;

const actions = defineStatement({
  name: "timeline_actions",
  text: `select target_id as "deliveryId", result_id as "newDeliveryId", substr(action, 13) as action, at
           from audit_entry where target_kind = 'delivery' and target_id = any($1::text[])
             and action = any('{dead-letter.replay,dead-letter.undo,dead-letter.discard,dead-letter.restore}'::text[])
           order by seq`,
  row: action,
});

/** The history of a subject's messages, in four indexed reads. */
export async function readTimeline(db: Queryable, subject: string) {
  const subjectMessages = await messages.all(db, [subject]);
  const subjectDeliveries = await deliveries.all(db, [subject]);
  const ids = subjectDeliveries.map(({ id }) => id);
  return {
    messages: subjectMessages,
    deliveries: subjectDeliveries,
    attempts: await attempts.all(db, [ids]),
    actions: await actions.all(db, [ids]),
  };
}
