import * as z from "zod";
import { type ItemOutcome, itemOutcomes } from "#server/contracts/triage/replay-outcomes.ts";
import { lockedColumns, lockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import { json } from "#server/delivery/privacy/mask-payload.ts";
import type { Queryable, Tx } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { isoTimeOf } from "#server/platform/database/time-columns.ts";

const toJudge = lockedDelivery.extend({
  number: z.int(),
  frozenVersion: z.int(),
  overrideReason: z.string().nullable(),
});
export type ItemToJudge = z.output<typeof toJudge>;

const readRange = defineStatement({
  name: "read_items_to_judge",
  text: `select ${lockedColumns}, i.number, i.version as "frozenVersion", i.override_reason as "overrideReason"
         from replay_item i join delivery d on d.id = i.delivery_id join outbox_message m on m.id = d.message_id
         where i.batch_id = $1 and i.number = any($2::int[]) order by i.number`,
  row: toJudge,
});

/** Items by their numbers, with their dead letters as they are now, not locked. */
export const readItems = (queryable: Queryable, batchId: string, numbers: readonly number[]): Promise<ItemToJudge[]> =>
  readRange.all(queryable, [batchId, numbers]);

const pendingRow = z.object({
  number: z.int(),
  deliveryId: z.uuid(),
  version: z.int(),
  overrideReason: z.string().nullable(),
});
export type PendingItem = z.output<typeof pendingRow>;
const readPending = defineStatement({
  name: "read_pending_items",
  text: `select number, delivery_id as "deliveryId", version, override_reason as "overrideReason" from replay_item
         where batch_id = $1 and outcome = 'pending' and number between $2 and $3 order by number limit $4`,
  row: pendingRow,
});

/** The first pending items of a range of numbers. */
export const readPendingItems = (
  tx: Tx,
  { batchId, first, last, limit }: { batchId: string; first: number; last: number; limit: number },
): Promise<PendingItem[]> => readPending.all(tx, [batchId, first, last, limit]);

const itemRow = z.object({
  number: z.int(),
  deliveryId: z.uuid(),
  version: z.int(),
  subject: z.string(),
  handler: z.string(),
  messageType: z.string(),
  data: json,
  outcome: z.enum(itemOutcomes),
  detail: z.string().nullable(),
  change: z.enum(["changed", "unchanged", "invalid"]).nullable(),
  wave: z.int().nullable(),
  newId: z.uuid().nullable(),
  attempts: z.int().nullable(),
  failureCode: z.string().nullable(),
  error: z.string().nullable(),
  failureCause: z.string().nullable(),
  changedBy: z.string().nullable(),
  changedAt: z.string().nullable(),
  blockedBy: z.uuid().nullable(),
  overrideBy: z.string().nullable(),
  overrideReason: z.string().nullable(),
  settledAt: z.string().nullable(),
});
export type ItemRow = z.output<typeof itemRow>;

const readPage = defineStatement({
  name: "read_replay_items",
  text: `select i.number, i.delivery_id as "deliveryId", i.version, i.subject, d.handler, m.type as "messageType",
                coalesce(nm.data, m.data) as data, i.outcome, i.detail, i.change, w.number as wave, i.new_id as "newId",
                n.attempts, n.failure_code as "failureCode", n.error, n.cause as "failureCause", i.changed_by as "changedBy",
                ${isoTimeOf("i.changed_at")} as "changedAt", i.blocked_by as "blockedBy", i.override_by as "overrideBy",
                i.override_reason as "overrideReason", ${isoTimeOf("i.settled_at")} as "settledAt"
         from (select * from replay_item where batch_id = $1 and ($2::text is null or outcome = $2) and number > $3
               order by number limit $4) i
         join delivery d on d.id = i.delivery_id join outbox_message m on m.id = d.message_id
         left join delivery n on n.id = i.new_id left join outbox_message nm on nm.id = n.message_id
         left join replay_wave w on w.batch_id = i.batch_id and i.number between w.first and w.last
         order by i.number`,
  row: itemRow,
});

/** A page of a batch's items in the order of their replay. */
export const readItemPage = (
  queryable: Queryable,
  { batchId, outcome, after, limit }: { batchId: string; outcome: ItemOutcome | null; after: number; limit: number },
): Promise<ItemRow[]> => readPage.all(queryable, [batchId, outcome, after, limit]);
