import type { KnownActor } from "#server/audit/actor.ts";
import { mayDo, whoMayInstead } from "#server/audit/may-do.ts";
import type { ActionRecord } from "#server/audit/record-action.ts";
import type { Also } from "#server/delivery/handlers/define-fix.ts";
import type { MessageDefinition } from "#server/delivery/messages/define-message.ts";
import { changesOf, editRulesOf } from "#server/delivery/messages/edit-rules.ts";
import { AppError, InvalidInputError } from "#server/platform/errors.ts";

type Change = {
  before: unknown;
  after: unknown;
  /** A further correction of the fix: it may redirect later messages even where this payload stays unchanged. */
  also?: Also | null;
  actor: Pick<KnownActor, "role" | "scopes" | "demo">;
  reason: string | null;
};

/**
 * The audit entry of a change of a correctable field, such as a recipient, or of a further correction. Null for no change.
 * Throws 403 for an actor who may not correct recipients, 422 without a reason.
 */
export function changeRecipient(
  definition: MessageDefinition,
  { before, after, also = null, actor, reason }: Change,
): Pick<ActionRecord, "action" | "reason" | "before" | "after"> | null {
  const changed = changesOf(definition.data, before, after).filter(({ rule }) => rule === "correctable");
  if (changed.length === 0 && also === null) return null;
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
  const about = also ? editRulesOf(definition.data).filter(({ rule }) => rule === "correctable") : changed;
  const keys = new Set(about.map(({ pointer }) => pointer.split("/")[1] ?? ""));
  const part = (data: unknown) =>
    Object.fromEntries(
      Object.entries(typeof data === "object" && data !== null ? data : {}).filter(([key]) => keys.has(key)),
    );
  return {
    ...{ action: "dead-letter.correct-recipient", reason, before: part(before) },
    after: { ...part(after), ...also?.audited },
  };
}
