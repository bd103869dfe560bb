import type { Queryable } from "#server/db.ts";
import { type DeliveryRow, deliveryColumns } from "#server/deliveries/to-delivery-dto.ts";
import type { Json } from "#server/privacy/mask-payload.ts";
import type { Cursor } from "#server/triage/cursor.ts";

export type DeadLetterRow = DeliveryRow & {
  version: number;
  subject: string;
  error: string | null;
  createdAt: Date;
  /** Time of death in UTC to the microsecond: what the cursor needs and a Date cannot carry. */
  diedAtExact: string;
  holding: number;
  /** What its error may repeat. */
  data: Json;
};

/** Columns of DeadLetterRow, for a statement that names `delivery` d and `outbox_message` m. */
export const deadLetterColumns = `${deliveryColumns}, d.version, d.subject, d.error, d.created_at as "createdAt", m.data,
  to_char(d.settled_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as "diedAtExact",
  case when d.state = 'dead' and d.holds then (
    select count(*) from delivery w where w.handler = d.handler and w.subject = d.subject
    and w.ordered and w.state = 'waiting' and w.position > d.position)::int else 0 end as holding`;

/** A page of dead letters, latest death first, by keyset on (settled_at, id): as fast on page 5,000 as on page 1. */
export async function readDeadLetters(
  queryable: Queryable,
  input: { limit: number; before: Cursor | null },
): Promise<DeadLetterRow[]> {
  const { rows } = await queryable.query<DeadLetterRow>({
    name: input.before ? "read_dead_letters_before" : "read_dead_letters",
    text: `select ${deadLetterColumns}
           from delivery d join outbox_message m on m.id = d.message_id
           where d.state = 'dead' ${input.before ? "and (d.settled_at, d.id) < ($2::timestamp at time zone 'UTC', $3::uuid)" : ""}
           order by d.settled_at desc, d.id desc limit $1`,
    values: input.before ? [input.limit, input.before.at, input.before.id] : [input.limit],
  });
  return rows;
}
