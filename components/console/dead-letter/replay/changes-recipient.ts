import type { DeadLetterDto, ReplayBody } from "#server/contracts/triage/dead-letter.ts";
import { changesOf } from "#server/delivery/messages/edit-rules.ts";
import { messageOfType } from "#server/modules.messages.ts";

/** Whether typed input changes a correctable field, which requires a reason. Suggestions and saved edits have their own. */
export function changesRecipient(
  { messageType, payload }: Pick<DeadLetterDto, "messageType" | "payload">,
  body: ReplayBody,
): boolean {
  const definition = messageOfType(messageType);
  if (!definition) return false;
  const fields = typeof payload === "object" && payload !== null ? payload : {};
  const typed = body.fix ? { ...fields, ...body.fix.input } : body.payload;
  if (typed === undefined) return false;
  return changesOf(definition.data, payload, typed).some(({ rule }) => rule === "correctable");
}
