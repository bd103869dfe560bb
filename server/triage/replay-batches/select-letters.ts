import type { ReplaySelect } from "#server/contracts/triage/replay-batch.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";
import { readCause } from "#server/triage/causes/sql/read-causes.ts";
import { conditionsOf } from "#server/triage/dead-letter-lists/plan-query.ts";
import { describeFilter } from "#server/triage/replay-batches/describe-selection.ts";
import type { BatchRow } from "#server/triage/replay-batches/sql/batch-row.ts";
import type { Frozen } from "#server/triage/replay-batches/sql/freeze-items.ts";

export type Selection = Pick<BatchRow, "selectKind" | "cause" | "filter" | "failuresOf" | "selection"> & {
  frozen: Frozen;
};

const none = { cause: null, filter: null, failuresOf: null };

/** A selection as the batch keeps it, with its words and the rows that it means. Throws 404 for an unknown cause. */
export async function selectLetters(queryable: Queryable, select: ReplaySelect): Promise<Selection> {
  if (select.cause !== undefined) {
    const cause = await readCause(queryable, new Date(), select.cause);
    if (!cause) throw new NotFoundError(`There is no cause ${select.cause}.`);
    const frozen = { conditions: conditionsOf({ cause: select.cause }) };
    return {
      ...none,
      selectKind: "cause",
      cause: select.cause,
      selection: `Cause: ${cause.title}`.slice(0, 500),
      frozen,
    };
  }
  if (select.filter !== undefined) {
    const { filter } = select;
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const frozen = { conditions: conditionsOf(filter) };
    // A batch of the filter of one cause is shown at that cause.
    const cause = filter.cause ?? null;
    return { ...none, selectKind: "filter", cause, filter: given, selection: describeFilter(filter), frozen };
  }
  const letters = select.letters ?? [];
  const selection = letters.length === 1 ? "1 selected dead letter" : `${letters.length} selected dead letters`;
  return { ...none, selectKind: "letters", selection, frozen: { letters } };
}
