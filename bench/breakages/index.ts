import { claimBatchAhead } from "#bench/breakages/claim-batch-ahead.ts";
import { completePlainIds } from "#bench/breakages/complete-plain-ids.ts";
import { countByQueue } from "#bench/breakages/count-by-queue.ts";
import { cursorInsteadOfMarker } from "#bench/breakages/cursor-instead-of-marker.ts";
import type { Breakage } from "#bench/breakages/define-breakage.ts";
import { expireDeadLetters } from "#bench/breakages/expire-dead-letters.ts";
import { markBeforeEnqueue } from "#bench/breakages/mark-before-enqueue.ts";
import { notifyInTransaction } from "#bench/breakages/notify-in-transaction.ts";
import { promoteInSettle } from "#bench/breakages/promote-in-settle.ts";
import { relayWithoutTimeout } from "#bench/breakages/relay-without-timeout.ts";
import { skipReconcile } from "#bench/breakages/skip-reconcile.ts";

/** The ten mistakes that the design avoids. */
export const breakages: readonly Breakage[] = [
  markBeforeEnqueue,
  cursorInsteadOfMarker,
  promoteInSettle,
  claimBatchAhead,
  skipReconcile,
  completePlainIds,
  countByQueue,
  relayWithoutTimeout,
  notifyInTransaction,
  expireDeadLetters,
];
