import { newestRevision, undoableUntil } from "#components/console/dead-letter/newest-revision.ts";
import { deliveryName, failureInSentence } from "#components/console/delivery/delivery-labels.ts";
import type { MarkName } from "#components/marks/mark-names.ts";
import type { DeadLetterDto } from "#server/contracts/triage/dead-letter.ts";

export type DeliveryStatus = { mark: MarkName; title: string };

/** Status of a delivery as one sentence. */
export function deliveryStatus(letter: DeadLetterDto, now: number): DeliveryStatus {
  const name = deliveryName(letter);
  const newest = newestRevision(letter);
  const again = newest.revision > 1;
  const code = failureInSentence(newest.failureCode ?? letter.failureCode);
  if (undoableUntil(letter, now) !== null) {
    return { mark: "replaying", title: `Replay of the ${name} is waiting` };
  }
  switch (newest.state) {
    case "dead":
      return { mark: "dead", title: `The ${name} ${again ? "failed again" : "failed"}: ${code}` };
    case "discarded":
      return { mark: "discarded", title: `The ${name} was discarded` };
    case "delivered":
      return { mark: "delivered", title: deliveredTitle(letter, name, again) };
    case "retrying":
      return { mark: "retrying", title: `The ${name} is retrying: ${code}` };
    case "waiting":
    case "queued":
      return again
        ? { mark: "replaying", title: `The ${name} is being replayed` }
        : { mark: "active", title: `The ${name} is in progress` };
    case "replayed":
    case "withdrawn":
      return { mark: "replaying", title: `The ${name} was replayed` };
    default:
      return newest.state satisfies never;
  }
}

/** `once` is guaranteed only if no attempt may have been delivered without a confirmation. */
function deliveredTitle(letter: DeadLetterDto, name: string, again: boolean): string {
  const times = letter.lineage.filter(({ state }) => state === "delivered").length;
  if (times > 1) return `The ${name} was delivered ${times === 2 ? "twice" : `${times} times`}`;
  const late = letter.state !== "delivered" && letter.acceptedAt !== null;
  const maybeTwice = letter.lineage.some((revision) => revision.maybeSent) || late;
  if (!again) return `The ${name} was delivered`;
  return maybeTwice ? `The ${name} was delivered, possibly more than once` : `The ${name} was delivered once`;
}
