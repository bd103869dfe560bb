import type { CauseDto } from "#server/contracts/triage/cause.ts";
import { InvalidInputError } from "#server/platform/errors.ts";
import { type DecideInput, decideCause } from "#server/triage/causes/decide-cause.ts";
import { isOpenOperator } from "#server/triage/causes/sql/is-open-operator.ts";

/** Assigns a cause to a user, or to no user for null. Throws 422 where the user may not act on it. */
export function assignOwner(input: DecideInput & { ownerId: string | null }): Promise<CauseDto> {
  return decideCause(input, "cause.assign", async (_, tx) => {
    const { ownerId } = input;
    if (ownerId !== null && !(await isOpenOperator(tx, ownerId))) {
      throw new InvalidInputError([
        { pointer: "/ownerId", detail: "must be an operator or admin with an open account" },
      ]);
    }
    return { ownerId };
  });
}
