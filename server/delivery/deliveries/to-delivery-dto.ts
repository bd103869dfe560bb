import * as z from "zod";
import {
  type DeliveryDto,
  type DeliveryState,
  deliveryStates,
  type ShownState,
} from "#server/contracts/delivery/delivery.ts";
import { namesOfHandler } from "#server/delivery/handlers/registry.ts";

/** A delivery with the type of its message: the columns of `deliveryColumns`. */
export const deliveryRow = z.object({
  id: z.uuid(),
  messageId: z.uuid(),
  messageType: z.string(),
  handler: z.string(),
  state: z.enum(deliveryStates),
  attempts: z.int(),
  revision: z.int(),
  rootId: z.uuid(),
  failureCode: z.string().nullable(),
  sendingSince: z.date().nullable(),
  nextAttemptAt: z.date().nullable(),
  releaseAt: z.date(),
  settledAt: z.date().nullable(),
  ambiguousSince: z.date().nullable(),
  acceptedAt: z.date().nullable(),
});

/** The result of `heldByColumn`. */
export const heldBy = z.object({ id: z.uuid(), state: z.enum(deliveryStates) }).nullable();

export type DeliveryRow = z.output<typeof deliveryRow> & {
  /** State of the newest revision of the same root, where this is not the newest. */
  newestState?: DeliveryState | null;
  /** Only where the statement selects `heldByColumn`. */
  heldBy?: z.output<typeof heldBy>;
};

/** The columns of `deliveryRow`, for a statement that names `delivery` d and `outbox_message` m. */
export const deliveryColumns = `
  d.id, d.message_id as "messageId", m.type as "messageType", d.handler, d.state, d.attempts, d.revision,
  d.root_id as "rootId", d.failure_code as "failureCode", d.sending_since as "sendingSince",
  d.next_attempt_at as "nextAttemptAt", d.release_at as "releaseAt", d.settled_at as "settledAt",
  d.ambiguous_since as "ambiguousSince", d.accepted_at as "acceptedAt"`;

/** One more column, for reads of one subject: what blocks a waiting delivery. A dead letter first, because it needs action. */
export const heldByColumn = `case when d.state = 'waiting' and d.ordered then (
  select json_build_object('id', h.id, 'state', h.state) from (
    select f.id, f.state, f.position, f.revision from delivery f
    where f.handler = d.handler and f.subject = d.subject and f.ordered and f.state in ('queued', 'retrying')
    union all
    select s.id, s.state, s.position, s.revision from delivery s
    where s.handler = d.handler and s.subject = d.subject and s.ordered
      and (s.state = 'waiting' or (s.state = 'dead' and s.holds)) and (s.position, s.revision, s.id) < (d.position, d.revision, d.id)) h
  order by case h.state when 'dead' then 0 when 'waiting' then 2 else 1 end, h.position, h.revision limit 1) end as "heldBy"`;

const settled: readonly DeliveryState[] = ["delivered", "dead", "discarded", "withdrawn"];

/** The state on screens: `active` while it is in flight, `replaying` while its newest revision is not settled. */
function shownStateOf(row: Pick<DeliveryRow, "state" | "sendingSince" | "newestState">): ShownState {
  const moving = row.state === "queued" || row.state === "retrying";
  if (moving && row.sendingSince) return "active";
  if (row.state === "replayed" && row.newestState && !settled.includes(row.newestState)) return "replaying";
  return row.state;
}

export function toDeliveryDto(row: DeliveryRow): DeliveryDto {
  const { label, noun } = namesOfHandler(row.handler);
  return {
    id: row.id,
    handler: row.handler,
    handlerLabel: label,
    handlerNoun: noun,
    messageId: row.messageId,
    messageType: row.messageType,
    state: row.state,
    shown: shownStateOf(row),
    attempts: row.attempts,
    revision: row.revision,
    rootId: row.rootId,
    failureCode: row.state === "delivered" ? null : row.failureCode,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    releaseAt: row.releaseAt.toISOString(),
    settledAt: row.settledAt?.toISOString() ?? null,
    maybeSent: row.ambiguousSince !== null && row.acceptedAt === null,
    heldBy: row.heldBy ?? null,
  };
}
