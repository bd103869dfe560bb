"use client";
import { DiscardDialog, releasedText } from "#components/console/dead-letter/discard-dialog.tsx";
import type { Triage } from "#components/console/dead-letter/replay/use-triage.ts";
import { deliveryName } from "#components/console/delivery/delivery-labels.ts";
import { formatCounted } from "#components/format/format-count.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";

type Props = { letter: DeadLetterDto; triage: Triage };

/** Actions of a delivery by its state: release, discard, retry now, stop retrying or resend. */
export function DeliveryActions({ letter, triage }: Props) {
  switch (letter.shown) {
    case "dead":
      return <OfDead letter={letter} triage={triage} />;
    case "queued":
    case "retrying":
      return <OfOpen letter={letter} triage={triage} />;
    case "delivered":
      return letter.newestId === letter.id ? <OfDelivered letter={letter} triage={triage} /> : null;
    default:
      return null;
  }
}

function OfDead({ letter, triage }: Props) {
  const toast = useToast();
  const name = deliveryName(letter);
  return (
    <>
      {letter.holding > 0 && (
        <ReasonDialog
          action="deliveries.decide"
          trigger={`Release ${formatCounted(letter.holding, "blocked message")}…`}
          title="Release blocked messages?"
          description={`${releasedText(letter)} sent first. The ${name} stays a dead letter; a later replay is delivered after them.`}
          confirm={`Release ${formatCounted(letter.holding, "message")}`}
          busy={triage.release.isPending}
          error={triage.release.error}
          onConfirm={(reason) =>
            triage.release.mutateAsync(reason).then(() => toast("Messages released", "They are sent now."))
          }
        />
      )}
      <DiscardDialog
        name={name}
        holding={letter.holding}
        subject={letter.subject}
        busy={triage.discard.isPending}
        onDiscard={(reason) =>
          triage.discard.mutateAsync(reason).then(() => toast("Message discarded", `The ${name} can be restored.`))
        }
      />
    </>
  );
}

function OfOpen({ letter, triage }: Props) {
  const toast = useToast();
  return (
    <>
      {letter.shown === "retrying" && (
        <ActionButton
          action="deliveries.decide"
          variant="primary"
          inert={triage.retry.isPending}
          onClick={() =>
            triage.retry.mutate(undefined, {
              onSuccess: () => toast("Retrying now", "This attempt counts towards the retry limit."),
            })
          }
        >
          Retry now
        </ActionButton>
      )}
      <ReasonDialog
        action="deliveries.decide"
        trigger="Stop retrying…"
        title={`Stop retrying the ${deliveryName(letter)}?`}
        description="It becomes a dead letter immediately, with its payload and attempts. You can edit, replay or discard it."
        confirm="Stop retrying"
        busy={triage.stop.isPending}
        error={triage.stop.error}
        onConfirm={(reason) =>
          triage.stop
            .mutateAsync(reason)
            .then(() => toast("Retrying stopped", "It is now a dead letter. Nothing was sent."))
        }
      />
    </>
  );
}

const OfDelivered = ({ letter, triage }: Props) => (
  <ReasonDialog
    action="deliveries.decide"
    trigger="Resend copy…"
    title={`Resend the ${deliveryName(letter)}?`}
    description="It was already delivered. A copy with its own idempotency key is sent, which receivers do not detect as a duplicate. You can undo for 5 s."
    confirm="Resend copy"
    busy={triage.resend.isPending}
    error={triage.resend.error}
    onConfirm={triage.resend.mutateAsync}
  />
);
