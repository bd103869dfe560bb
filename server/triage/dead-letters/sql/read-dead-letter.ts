import * as z from "zod";
import { attemptDto } from "#server/contracts/delivery/delivery.ts";
import { triageActionDto } from "#server/contracts/triage/dead-letter.ts";
import { ofRoot } from "#server/delivery/deliveries/sql/of-root.ts";
import { deliveryColumns, deliveryRow, heldBy, heldByColumn } from "#server/delivery/deliveries/to-delivery-dto.ts";
import { json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { isoTimeOf } from "#server/platform/database/time-columns.ts";
import { deadLetterColumns, deadLetterRow } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";

const detailRow = deadLetterRow.extend({
  heldBy,
  source: z.string(),
  messageVersion: z.int(),
  occurredAt: z.date(),
  traceparent: z.string().nullable(),
  providerReply: z.string().nullable(),
});
export type DeadLetterDetailRow = z.output<typeof detailRow>;

const readOne = defineStatement({
  name: "read_dead_letter",
  text: `select ${deadLetterColumns}, ${heldByColumn}, m.source, m.version as "messageVersion", m.occurred_at as "occurredAt", m.traceparent,
                d.provider_reply as "providerReply"
         from delivery d join outbox_message m on m.id = d.message_id where d.id = $1`,
  row: detailRow,
});

const revisionRow = deliveryRow.extend({
  createdAt: z.date(),
  data: json,
  messageVersion: z.int(),
  payloadPurgedAt: z.date().nullable(),
});
export type RevisionRow = z.output<typeof revisionRow>;

const readLineage = defineStatement({
  name: "read_lineage",
  text: `select ${deliveryColumns}, d.created_at as "createdAt", m.data, m.version as "messageVersion",
                m.payload_purged_at as "payloadPurgedAt"
         from delivery d join outbox_message m on m.id = d.message_id where ${ofRoot("$1")} order by d.revision`,
  row: revisionRow,
});

const readAttempts = defineStatement({
  name: "read_attempts",
  text: `select delivery_id as "deliveryId", number, outcome, ${isoTimeOf("started_at")} as "startedAt", ${isoTimeOf("ended_at")} as "endedAt",
                worker, build, failure_code as "failureCode", error, reply
         from attempt where delivery_id = any($1::uuid[]) order by delivery_id, number`,
  row: attemptDto.extend({ deliveryId: z.uuid() }),
});

const listedActions = [
  ...["dead-letter.replay", "dead-letter.edit", "dead-letter.correct-recipient", "dead-letter.override"],
  ...["dead-letter.undo", "dead-letter.discard", "dead-letter.restore", "dead-letter.release"],
  ...["delivery.retry", "delivery.stop", "delivery.resend"],
];
const readActions = defineStatement({
  name: "read_actions",
  text: `select id, split_part(action, '.', 2) as action, actor_name as actor, reason, target_id as "deliveryId",
                result_id as "newDeliveryId", before, after, action = 'dead-letter.replay' and after_digest is not null as edited, ${isoTimeOf("at")} as at
         from audit_entry where target_kind = 'delivery' and target_id = any($1::text[])
           and action = any('{${listedActions.join(",")}}'::text[])
         order by seq`,
  row: triageActionDto.extend({ before: json, after: json }),
});

const readSameSubject = defineStatement({
  name: "read_same_subject",
  text: `select ${deliveryColumns}, ${heldByColumn} from delivery d join outbox_message m on m.id = d.message_id
         where m.subject = $1 and d.root_id <> $2 order by d.position, d.handler, d.revision limit 100`,
  row: deliveryRow.extend({ heldBy }),
});

/** One delivery, its lineage, their attempts and actions, and the other deliveries of its subject. Null for an unknown ID. */
export async function readDeadLetter(queryable: Queryable, id: string) {
  const row = await readOne.maybeOne(queryable, [id]);
  if (!row) return null;
  const lineage = await readLineage.all(queryable, [row.rootId]);
  const ids = lineage.map((revision) => revision.id);
  const attempts = await readAttempts.all(queryable, [ids]);
  const actions = await readActions.all(queryable, [ids]);
  const sameSubject = await readSameSubject.all(queryable, [row.subject, row.rootId]);
  return { row, lineage, attempts, actions, sameSubject };
}
