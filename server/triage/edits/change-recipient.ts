import type { KnownActor } from "#server/audit/actor.ts";
import { mayDo, whoMayInstead } from "#server/audit/may-do.ts";
import type { ActionRecord } from "#server/audit/record-action.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { changesOf, editRulesOf } from "#server/delivery/messages/edit-rules.ts";
import { AppError, InvalidInputError } from "#server/platform/errors.ts";

type Change = {
  before: unknown;
  after: unknown;
  /** Whether the customer's address is set as well, which redirects later mails even where this payload stays unchanged. */
  isCustomerToo?: boolean;
  actor: Pick<KnownActor, "role" | "scopes" | "demo">;
  reason: string | null;
};

/**
 * The audit entry of a change of a correctable field, such as a recipient, or of the customer's address. Null for no change.
 * Throws 403 for an actor who may not correct recipients, 422 without a reason.
 */
export function changeRecipient(
  definition: MessageDefinition,
  { before, after, isCustomerToo = false, actor, reason }: Change,
): Pick<ActionRecord, "action" | "reason" | "before" | "after"> | null {
  const changed = changesOf(definition.data, before, after).filter(({ rule }) => rule === "correctable");
  if (changed.length === 0 && !isCustomerToo) return null;
  const action = "dead-letters.correct-recipient";
  if (!mayDo(actor, action)) {
    throw new AppError(
      "forbidden",
      `You act as ${actor.role}. Changing a recipient is for ${whoMayInstead(actor, action)}.`,
      {
        extensions: { action, role: actor.role },
      },
    );
  }
  if (reason === null || reason === "") {
    throw new InvalidInputError(
      [{ pointer: "/reason", detail: "is required when the recipient changes" }],
      "A change of the recipient requires a reason. The audit log shows it with the old and the new address, masked.",
    );
  }
  const about = isCustomerToo ? editRulesOf(definition.data).filter(({ rule }) => rule === "correctable") : changed;
  const keys = new Set(about.map(({ pointer }) => pointer.split("/")[1] ?? ""));
  const part = (data: unknown) =>
    Object.fromEntries(
      Object.entries(typeof data === "object" && data !== null ? data : {}).filter(([key]) => keys.has(key)),
    );
  const also = isCustomerToo ? { updateCustomer: true } : {};
  return { action: "dead-letter.correct-recipient", reason, before: part(before), after: { ...part(after), ...also } };
}
