import type { AttemptDto } from "#server/contracts/delivery/delivery.ts";
import type { TriageActionDto } from "#server/contracts/triage/dead-letter.ts";
import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import { type DeliveryRow, deliveryColumns, heldByColumn } from "#server/delivery/deliveries/to-delivery-dto.ts";
import type { Json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { type DeadLetterRow, deadLetterColumns } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";

export type RevisionRow = DeliveryRow & {
  createdAt: Date;
  data: Json;
  messageVersion: number;
  payloadPurgedAt: Date | null;
};

export type DeadLetterDetailRow = DeadLetterRow & {
  source: string;
  messageVersion: number;
  occurredAt: Date;
  traceparent: string | null;
  providerReply: string | null;
};

const iso = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** One delivery, its lineage, their attempts and actions, and the other deliveries of its subject. */
export async function readDeadLetter(queryable: Queryable, id: string) {
  const { rows } = await queryable.query<DeadLetterDetailRow>({
    name: "read_dead_letter",
    text: `select ${deadLetterColumns}, ${heldByColumn}, m.source, m.version as "messageVersion", m.occurred_at as "occurredAt", m.traceparent,
                  d.provider_reply as "providerReply"
           from delivery d join outbox_message m on m.id = d.message_id where d.id = $1`,
    values: [id],
  });
  const [row] = rows;
  if (!row) return null;
  const lineage = await queryable.query<RevisionRow>({
    name: "read_lineage",
    text: `select ${deliveryColumns}, d.created_at as "createdAt", m.data, m.version as "messageVersion",
                  m.payload_purged_at as "payloadPurgedAt"
           from delivery d join outbox_message m on m.id = d.message_id where ${ofRoot("$1")} order by d.revision`,
    values: [row.rootId],
  });
  const ids = lineage.rows.map((revision) => revision.id);
  const attempts = await queryable.query<AttemptDto & { deliveryId: string }>({
    name: "read_attempts",
    text: `select delivery_id as "deliveryId", number, outcome, ${iso("started_at")} as "startedAt", ${iso("ended_at")} as "endedAt",
                  worker, build, failure_code as "failureCode", error, reply
           from attempt where delivery_id = any($1::uuid[]) order by delivery_id, number`,
    values: [ids],
  });
  const actions = await queryable.query<TriageActionDto>({
    name: "read_actions",
    text: `select id, split_part(action, '.', 2) as action, actor_name as actor, reason, target_id as "deliveryId",
                  result_id as "newDeliveryId", before, after, action = 'dead-letter.replay' and after_digest is not null as edited, ${iso("at")} as at
           from audit_entry where target_kind = 'delivery' and target_id = any($1::text[])
             and action = any('{dead-letter.replay,dead-letter.edit,dead-letter.correct-recipient,dead-letter.override,dead-letter.undo,dead-letter.discard,dead-letter.restore,dead-letter.release,delivery.retry,delivery.stop,delivery.resend}'::text[])
           order by seq`,
    values: [ids],
  });
  const sameSubject = await queryable.query<DeliveryRow>({
    name: "read_same_subject",
    text: `select ${deliveryColumns}, ${heldByColumn} from delivery d join outbox_message m on m.id = d.message_id
           where m.subject = $1 and d.root_id <> $2 order by d.position, d.handler, d.revision limit 100`,
    values: [row.subject, row.rootId],
  });
  return { row, lineage: lineage.rows, attempts: attempts.rows, actions: actions.rows, sameSubject: sameSubject.rows };
}
