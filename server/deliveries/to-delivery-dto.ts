import type { DeliveryDto, DeliveryState, ShownState } from "#server/contracts/delivery.ts";
import { handlerOfId } from "#server/handlers/index.ts";

/** A delivery with its message's type, as every read of ours selects it. */
export type DeliveryRow = {
  id: string;
  messageId: string;
  messageType: string;
  handler: string;
  state: DeliveryState;
  attempts: number;
  revision: number;
  rootId: string;
  failureCode: string | null;
  sendingSince: Date | null;
  nextAttemptAt: Date | null;
  releaseAt: Date;
  settledAt: Date | null;
  ambiguousSince: Date | null;
  acceptedAt: Date | null;
  /** State of the newest revision of the same root, where this is not the newest. */
  newestState?: DeliveryState | null;
};

/** The columns of DeliveryRow, for a statement that names `delivery` d and `outbox_message` m. */
export const deliveryColumns = `
  d.id, d.message_id as "messageId", m.type as "messageType", d.handler, d.state, d.attempts, d.revision,
  d.root_id as "rootId", d.failure_code as "failureCode", d.sending_since as "sendingSince",
  d.next_attempt_at as "nextAttemptAt", d.release_at as "releaseAt", d.settled_at as "settledAt",
  d.ambiguous_since as "ambiguousSince", d.accepted_at as "acceptedAt"`;

const settled: readonly DeliveryState[] = ["delivered", "dead", "discarded", "withdrawn"];

/** What a person is shown: active while a worker has it in hand, replaying while its newest revision is not settled. */
export function shownStateOf(row: Pick<DeliveryRow, "state" | "sendingSince" | "newestState">): ShownState {
  const moving = row.state === "queued" || row.state === "retrying";
  if (moving && row.sendingSince) return "active";
  if (row.state === "replayed" && row.newestState && !settled.includes(row.newestState)) return "replaying";
  return row.state;
}

export function toDeliveryDto(row: DeliveryRow): DeliveryDto {
  return {
    id: row.id,
    handler: row.handler,
    handlerLabel: handlerOfId(row.handler)?.label ?? row.handler,
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
  };
}
