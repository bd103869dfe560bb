import { deliveryName } from "#components/console/delivery/delivery-labels.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { Button } from "#components/ui/button.tsx";
import type { DeadLetterItemDto } from "#server/contracts/triage/dead-letter.ts";
import type { RefusedDeadLetterDto } from "#server/contracts/triage/selected-dead-letters.ts";

export type RejectedMessage = RefusedDeadLetterDto & { letter: DeadLetterItemDto | undefined };

type RejectedMessagesProps = { refused: readonly RejectedMessage[]; verb: string; onClose: () => void };

/** Messages that a bulk action left unchanged, with the reason. */
export function RejectedMessages({ refused, verb, onClose }: RejectedMessagesProps) {
  return (
    <div role="alert" className="flex items-start gap-3 py-2">
      <StateMark name="alert" className="mt-0.5" />
      <div className="min-w-0 grow">
        <p className="font-semibold">{`${refused.length} ${refused.length === 1 ? "was" : "were"} not ${verb}`}</p>
        <ul className="max-h-32 overflow-y-auto text-fg-2">
          {refused.map(({ id, detail, letter }) => (
            <li key={id} className="text-pretty">
              {letter ? `The ${deliveryName(letter)}: ` : ""}
              {detail}
            </li>
          ))}
        </ul>
      </div>
      <Button variant="quiet" size="s" onClick={onClose}>
        Close
      </Button>
    </div>
  );
}
