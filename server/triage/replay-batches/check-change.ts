import { jsonPointer } from "#server/contracts/json-pointer.ts";
import type { ReplayChange } from "#server/contracts/triage/replay-change.ts";
import { handlers } from "#server/delivery/handlers/registry.ts";
import { InvalidInputError } from "#server/platform/errors.ts";

/**
 * Refuses a fix that no handler has, an input that its schema refuses, and a fix that changes more than the message: one
 * input must not change every customer. Throws 422. The fix is checked again on each row.
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
  if (
    known.some((fix) => fix.also?.(`orders/${"0".repeat(8)}-0000-0000-0000-${"0".repeat(12)}`, parsed.data) ?? null)
  ) {
    throw new InvalidInputError(
      [{ pointer: "/change/fix/input", detail: "must not change the customer: a bulk replay changes messages only" }],
      "This input changes the customer too. Correct customers one by one, or leave the option out.",
    );
  }
}
