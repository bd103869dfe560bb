import { jsonPointer } from "#server/contracts/json-pointer.ts";
import type { ReplayChange } from "#server/contracts/triage/replay-change.ts";
import type { Fix } from "#server/delivery/handlers/define-fix.ts";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { messageOfType } from "#server/delivery/messages/registry.ts";
import { InvalidInputError } from "#server/platform/errors.ts";

/**
 * Refuses a fix that no handler has, an input that its schema refuses, and a fix that changes more than the message: one
 * input must not change the rows of every message. Throws 422. The fix is checked again on each row.
 */
export function checkChange(change: ReplayChange | null): void {
  if (!change?.fix) return;
  const { id, input } = change.fix;
  const known = handlers().flatMap(({ fixes }) => fixes.filter((fix) => fix.id === id));
  const [first] = known;
  if (!first) throw new InvalidInputError([{ pointer: "/change/fix/id", detail: "is not a fix of any handler" }]);
  const parsed = first.input.safeParse(input);
  if (!parsed.success) {
    const fields = parsed.error.issues.map(({ path, message }) => ({
      pointer: jsonPointer(["change", "fix", "input", ...path]),
      detail: message,
    }));
    throw new InvalidInputError(fields);
  }
  if (known.some((fix) => changesMore(fix, parsed.data))) {
    throw new InvalidInputError(
      [{ pointer: "/change/fix/input", detail: "must change messages only in a bulk replay" }],
      "This input changes more than the messages. Replay them one by one, or leave the option out.",
    );
  }
}

/** Whether a fix with this input corrects more than the payload, asked for the subject of the message's example. */
function changesMore({ messageType, also }: Fix, input: unknown): boolean {
  const definition = messageOfType(messageType);
  return definition !== undefined && Boolean(also?.(definition.subject(definition.example), input));
}
