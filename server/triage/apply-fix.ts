import type { Tx } from "#server/db.ts";
import { InvalidInputError } from "#server/errors.ts";
import { handlerOfId } from "#server/handlers/index.ts";
import type { LockedDelivery } from "#server/triage/sql/lock-delivery.ts";

/**
 * Applies one of the handler's own fixes to a dead letter's data and does what else belongs to it (such as correcting the
 * customer) in the same transaction. Throws 422 for an unknown fix or an input that does not fit the fix's schema.
 */
export async function applyFix(
  tx: Tx,
  delivery: LockedDelivery,
  fix: { id: string; input: Record<string, unknown> },
): Promise<Record<string, unknown>> {
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
        pointer: `/fix/input/${issue.path.map(String).join("/")}`,
        detail: issue.message,
      })),
    );
  }
  await known.also?.(tx, delivery.data, parsed.data);
  return known.apply(delivery.data, parsed.data);
}
