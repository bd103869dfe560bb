import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable } from "#server/platform/database/db.ts";

export type TracedMessage = { type: string; data: Json; traceparent: string | null };
export type TracedAttempt = {
  deliveryId: string;
  number: number;
  durationMs: number;
  worker: string;
  build: string;
  said: string | null;
};
export type TracedAction = {
  deliveryId: string;
  messageId: string;
  messageType: string;
  handler: string;
  revision: number;
  at: string;
  action: string;
  actor: string;
  reason: string | null;
  resultId: string | null;
  before: Json;
  after: Json;
};

/** What the timeline of a subject leaves out for customers: payloads, what each try said, and whose hands were on it. */
export async function readTrace(queryable: Queryable, subject: string) {
  const messages = await queryable.query<TracedMessage>({
    name: "trace_messages",
    text: "select type, data, traceparent from outbox_message where subject = $1 order by seq limit 500",
    values: [subject],
  });
  const attempts = await queryable.query<TracedAttempt>({
    name: "trace_attempts",
    text: `select a.delivery_id as "deliveryId", a.number, a.worker, a.build,
                  (extract(epoch from a.ended_at - a.started_at) * 1000)::int as "durationMs", coalesce(a.error, a.reply) as said
           from outbox_message m join delivery d on d.message_id = m.id join attempt a on a.delivery_id = d.id
           where m.subject = $1 order by a.ended_at limit 1000`,
    values: [subject],
  });
  const actions = await queryable.query<TracedAction>({
    name: "trace_actions",
    text: `select d.id as "deliveryId", d.message_id as "messageId", m.type as "messageType", d.handler, d.revision,
                  to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, e.action, e.actor_name as actor,
                  e.reason, e.result_id as "resultId", e.before, e.after
           from outbox_message m join delivery d on d.message_id = m.id
           join audit_entry e on e.target_id = d.id::text and e.target_kind = 'delivery'
           where m.subject = $1 order by e.seq limit 1000`,
    values: [subject],
  });
  return { messages: messages.rows, attempts: attempts.rows, actions: actions.rows };
}
