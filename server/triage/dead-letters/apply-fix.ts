import { jsonPointer } from "#server/contracts/json-pointer.ts";
import type { LockedDelivery } from "#server/delivery/deliveries/sql/lock-delivery.ts";
import type { Also } from "#server/delivery/handlers/define-fix.ts";
import { handlerOfId } from "#server/delivery/handlers/registry.ts";
import { InvalidInputError } from "#server/platform/errors.ts";

export type AppliedFix = {
  data: Record<string, unknown>;
  /** A further correction, or null. It runs in the transaction of the replay, never in a preview. */
  also: Also | null;
};

/** Applies a fix of the handler to the data of a dead letter. Throws 422 for an unknown fix or an invalid input. */
export function applyFix(
  delivery: Pick<LockedDelivery, "handler" | "messageType" | "subject">,
  data: unknown,
  fix: { id: string; input: Record<string, unknown> },
): AppliedFix {
  const known = handlerOfId(delivery.handler)?.fixes.find(
    ({ id, messageType }) => id === fix.id && messageType === delivery.messageType,
  );
  if (!known)
    throw new InvalidInputError([
      { pointer: "/fix/id", detail: `${delivery.handler} has no such fix for ${delivery.messageType}` },
    ]);
  const parsed = known.input.safeParse(fix.input);
  if (!parsed.success) {
    throw new InvalidInputError(
      parsed.error.issues.map((issue) => ({
        pointer: jsonPointer(["fix", "input", ...issue.path]),
        detail: issue.message,
      })),
    );
  }
  return {
    data: known.apply(data, parsed.data),
    also: known.also?.(delivery.subject, parsed.data) ?? null,
  };
}
