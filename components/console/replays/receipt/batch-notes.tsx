"use client";
import Link from "next/link";
import { formatCount, formatCounted } from "#components/format/format-count.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { useMe } from "#components/session/me.tsx";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";

/** The gate that holds the replay, the reason of a stop, or a missing approval. */
export function BatchNotes({ batch }: { batch: ReplayBatchDto }) {
  const me = useMe();
  const { heldBy, stop, state, approval, createdBy, counts } = batch;
  if (state === "running" && heldBy) {
    return (
      <div role="status" className="flex items-start gap-2 bg-retrying-bg px-4 py-2 text-retrying desk:px-6">
        <StateMark name="paused" className="mt-0.5" />
        <p>
          <b className="font-semibold">Held.</b> {heldBy.words} It continues automatically.{" "}
          {heldBy.handler && (
            <Link href="/ops/queues" className="link">
              Open queues
            </Link>
          )}
        </p>
      </div>
    );
  }
  if (state === "stopped" && stop) {
    return (
      <div role="status" className="flex items-start gap-2 bg-dead-bg px-4 py-2 text-dead desk:px-6">
        <StateMark name="dead" className="mt-0.5" />
        <p>
          <b className="font-semibold">Stopped automatically.</b> {stop.words}{" "}
          {`${formatCounted(counts.aborted, "message")} ${counts.aborted === 1 ? "was" : "were"} not replayed and ${counts.aborted === 1 ? "is still a dead letter" : "are still dead letters"}.`}{" "}
          {stop.cause && (
            <Link href={`/ops/causes/${stop.cause}`} className="link">
              Open the new cause
            </Link>
          )}
        </p>
      </div>
    );
  }
  if (state === "awaiting_approval") {
    const mine = me !== null && createdBy.id === me.id;
    return (
      <div role="status" className="flex items-start gap-2 bg-waiting-bg px-4 py-2 text-fg-2 desk:px-6">
        <StateMark name="waiting" className="mt-0.5" />
        <p>
          <b className="font-semibold text-fg">Needs a second person.</b>{" "}
          {`${formatCounted(counts.pending, "message")}, above the limit of ${formatCount(approval.limit ?? 0)}. `}
          {mine ? "Another operator approves or declines it." : `${createdBy.name} asks for approval.`}
        </p>
      </div>
    );
  }
  return null;
}
