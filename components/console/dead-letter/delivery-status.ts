import { newestOf, undoableUntil } from "#components/console/dead-letter/newest-revision.ts";
import { capital, deliveryName, failureInSentence } from "#components/console/delivery/delivery-labels.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";

export type DeliveryStatus = { mark: MarkName; title: string };

/** What became of a message that died, in one sentence that is true now. */
export function deliveryStatus(letter: DeadLetterDto, now: number): DeliveryStatus {
  const name = deliveryName(letter);
  const newest = newestOf(letter);
  const again = newest.revision > 1;
  const code = failureInSentence(newest.failureCode ?? letter.failureCode);
  if (undoableUntil(letter, now) !== null) {
    return { mark: "replaying", title: `The ${name} is about to leave again` };
  }
  switch (newest.state) {
    case "dead":
      return { mark: "dead", title: `The ${name} ${again ? "died again" : "is dead"}: ${code}` };
    case "discarded":
      return { mark: "discarded", title: `The ${name} was discarded` };
    case "delivered":
      return { mark: "delivered", title: deliveredTitle(letter, name, again) };
    case "retrying":
      return { mark: "retrying", title: `The ${name} is being retried: ${code}` };
    case "waiting":
    case "queued":
      return again
        ? { mark: "replaying", title: `The ${name} is being replayed` }
        : { mark: "active", title: `The ${name} is on its way` };
    case "replayed":
    case "withdrawn":
      return { mark: "replaying", title: `The ${name} was replayed` };
    default:
      return newest.state satisfies never;
  }
}

/** `Once` is a promise: it is not said where a try may have delivered without being confirmed. */
function deliveredTitle(letter: DeadLetterDto, name: string, again: boolean): string {
  const times = letter.lineage.filter(({ state }) => state === "delivered").length;
  if (times > 1) return `The ${name} was delivered ${times === 2 ? "twice" : `${times} times`}`;
  const late = letter.state !== "delivered" && letter.acceptedAt !== null;
  const perhapsTwice = letter.lineage.some((revision) => revision.maybeSent) || late;
  if (!again) return `The ${name} was delivered`;
  return perhapsTwice ? `${capital(name)}: delivered, perhaps more than once` : `Delivered, once: the ${name}`;
}
