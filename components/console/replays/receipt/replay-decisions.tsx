"use client";
import { Pause, Play } from "lucide-react";
import { AbortDialog } from "#components/console/replays/abort-dialog.tsx";
import type { ReplayActions } from "#components/console/replays/use-replay-actions.ts";
import { formatCounted } from "#components/format/format-count.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { useMe } from "#components/session/me.tsx";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { ReplayBatchDto } from "#server/contracts/triage/replay-batch.ts";

type DecisionsProps = { batch: ReplayBatchDto; actions: ReplayActions };

/** Buttons for the state of a bulk replay: pause, resume, abort, approve, decline. */
export function ReplayDecisions({ batch, actions: { decide } }: DecisionsProps) {
  const toast = useToast();
  const { state, counts } = batch;
  const left = counts.pending;
  if (state === "running") {
    return (
      <>
        <ActionButton
          action="replays.run"
          inert={decide.isPending}
          onClick={() =>
            decide.mutate(
              { verb: "pause" },
              { onSuccess: () => toast("Paused", "Messages in flight are finished. No other message is replayed.") },
            )
          }
        >
          <Pause size={16} strokeWidth={1.5} aria-hidden="true" />
          Pause
        </ActionButton>
        <AbortDialog left={left} decide={decide} />
      </>
    );
  }
  if (state === "paused") {
    return (
      <>
        <ActionButton
          action="replays.run"
          variant="primary"
          inert={decide.isPending}
          onClick={() =>
            decide.mutate(
              { verb: "resume" },
              { onSuccess: () => toast("Resumed", `${formatCounted(left, "message")} left.`) },
            )
          }
        >
          <Play size={16} strokeWidth={1.5} aria-hidden="true" />
          {`Resume ${formatCounted(left, "message")}`}
        </ActionButton>
        <AbortDialog left={left} decide={decide} />
      </>
    );
  }
  if (state === "awaiting_approval") return <Approval batch={batch} decide={decide} />;
  return null;
}

function Approval({ batch, decide }: { batch: ReplayBatchDto; decide: ReplayActions["decide"] }) {
  const me = useMe();
  const mine = me !== null && batch.createdBy.id === me.id;
  const messages = formatCounted(batch.counts.pending, "message");
  const toast = useToast();
  if (mine) return <AbortDialog left={batch.counts.pending} decide={decide} />;
  return (
    <>
      <ActionButton
        action="replays.approve"
        variant="primary"
        inert={decide.isPending}
        onClick={() =>
          decide.mutate(
            { verb: "approve" },
            { onSuccess: () => toast("Approved", `The replay of ${messages} starts.`) },
          )
        }
      >
        {`Approve replay of ${messages}`}
      </ActionButton>
      <ReasonDialog
        action="replays.approve"
        trigger="Decline…"
        title="Decline this replay?"
        description="Nothing is sent. The messages stay dead letters."
        confirm="Decline replay"
        busy={decide.isPending}
        error={decide.error}
        onConfirm={(reason) => decide.mutateAsync({ verb: "decline", body: { reason } })}
      />
    </>
  );
}
