import type { KnownActor } from "#server/access/actor.ts";
import { mayDo, whoMayInstead } from "#server/access/may-do.ts";
import type { ActionRecord } from "#server/audit/record-action.ts";
import { AppError, InvalidInputError } from "#server/errors.ts";
import type { MessageDefinition } from "#server/messages/define-message.ts";
import { changesOf } from "#server/messages/edit-rules.ts";

type Change = {
  before: unknown;
  after: unknown;
  actor: Pick<KnownActor, "role" | "scopes" | "demo">;
  reason: string | null;
};

/**
 * A change of a correctable field, such as a recipient, as its own entry of the audit: null where there is none. Throws 403 for
 * a role that may not correct recipients, 422 without a reason.
 */
export function changeRecipient(
  definition: MessageDefinition,
  { before, after, actor, reason }: Change,
): Pick<ActionRecord, "action" | "reason" | "before" | "after"> | null {
  const changed = changesOf(definition.data, before, after).filter(({ rule }) => rule === "correctable");
  if (changed.length === 0) return null;
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
  const keys = new Set(changed.map(({ pointer }) => pointer.split("/")[1] ?? ""));
  const part = (data: unknown) =>
    Object.fromEntries(
      Object.entries(typeof data === "object" && data !== null ? data : {}).filter(([key]) => keys.has(key)),
    );
  return { action: "dead-letter.correct-recipient", reason, before: part(before), after: part(after) };
}
