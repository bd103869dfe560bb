"use client";
import { DiscardDialog, releasedText } from "#components/console/dead-letter/discard-dialog.tsx";
import type { Triage } from "#components/console/dead-letter/replay/use-triage.ts";
import { deliveryName } from "#components/console/delivery/delivery-labels.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import { ReasonDialog } from "#components/session/reason-dialog.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";

type Props = { letter: DeadLetterDto; triage: Triage };

/** What the head of the page offers, by where the message stands: to put away, let go, hasten, stop or send once more. */
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
          trigger={`Release ${letter.holding}…`}
          title="Let the later messages go?"
          description={`${releasedText(letter.holding)} on before it. The ${name} stays dead; replayed later, it comes after them.`}
          leave="Keep the order"
          confirm={`Release ${letter.holding === 1 ? "1 message" : `${letter.holding} messages`}`}
          busy={triage.release.isPending}
          error={triage.release.error}
          onConfirm={(reason) =>
            triage.release.mutateAsync(reason).then(() => toast("Released", "What waited behind it leaves now."))
          }
        />
      )}
      <DiscardDialog
        name={name}
        holding={letter.holding}
        busy={triage.discard.isPending}
        onDiscard={(reason) =>
          triage.discard.mutateAsync(reason).then(() => toast("Discarded", `The ${name} is kept and can be restored.`))
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
              onSuccess: () => toast("Its next try begins", "It counts like any other."),
            })
          }
        >
          Retry now
        </ActionButton>
      )}
      <ReasonDialog
        action="deliveries.decide"
        trigger="Stop retrying…"
        title={`Stop the ${deliveryName(letter)}?`}
        description="No further try is made: it becomes a dead letter at once, with its payload and all its tries, to edit, replay or discard."
        leave="Let it go on"
        confirm="Stop it"
        busy={triage.stop.isPending}
        error={triage.stop.error}
        onConfirm={(reason) =>
          triage.stop.mutateAsync(reason).then(() => toast("Stopped", "It is a dead letter now; nothing was sent."))
        }
      />
    </>
  );
}

const OfDelivered = ({ letter, triage }: Props) => (
  <ReasonDialog
    action="deliveries.decide"
    trigger="Send again…"
    title={`Send the ${deliveryName(letter)} once more?`}
    description="The other side took it already: this is a second copy, under a key of its own, that no receiver drops. It leaves after five seconds and can be undone until then."
    leave="Once is enough"
    confirm="Send it once more"
    busy={triage.resend.isPending}
    error={triage.resend.error}
    onConfirm={triage.resend.mutateAsync}
  />
);
