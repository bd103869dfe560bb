import * as z from "zod";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";

const message = z.object({ type: z.string(), data: z.json(), traceparent: z.string().nullable() });
export type TracedMessage = z.output<typeof message>;

const attempt = z.object({
  deliveryId: z.uuid(),
  number: z.int(),
  durationMs: z.int(),
  worker: z.string(),
  build: z.string(),
  said: z.string().nullable(),
});
export type TracedAttempt = z.output<typeof attempt>;

const action = z.object({
  deliveryId: z.uuid(),
  messageId: z.uuid(),
  messageType: z.string(),
  handler: z.string(),
  revision: z.int(),
  at: z.string(),
  action: z.string(),
  actor: z.string(),
  reason: z.string().nullable(),
  resultId: z.string().nullable(),
  before: z.json(),
  after: z.json(),
});
export type TracedAction = z.output<typeof action>;

const messages = defineStatement({
  name: "trace_messages",
  text: "select type, data, traceparent from outbox_message where subject = $1 order by seq limit 500",
  row: message,
});

const attempts = defineStatement({
  name: "trace_attempts",
  text: `select a.delivery_id as "deliveryId", a.number, a.worker, a.build,
                  (extract(epoch from a.ended_at - a.started_at) * 1000)::int as "durationMs", coalesce(a.error, a.reply) as said
           from outbox_message m join delivery d on d.message_id = m.id join attempt a on a.delivery_id = d.id
           where m.subject = $1 order by a.ended_at limit 1000`,
  row: attempt,
});

const actions = defineStatement({
  name: "trace_actions",
  text: `select d.id as "deliveryId", d.message_id as "messageId", m.type as "messageType", d.handler, d.revision,
                  to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, e.action, e.actor_name as actor,
                  e.reason, e.result_id as "resultId", e.before, e.after
           from outbox_message m join delivery d on d.message_id = m.id
           join audit_entry e on e.target_id = d.id::text and e.target_kind = 'delivery'
           where m.subject = $1 order by e.seq limit 1000`,
  row: action,
});

/** The part of a subject's timeline that customers do not see: payloads, errors and replies, and audited actions. */
export async function readTrace(db: Queryable, subject: string) {
  return {
    messages: await messages.all(db, [subject]),
    attempts: await attempts.all(db, [subject]),
    actions: await actions.all(db, [subject]),
  };
}
