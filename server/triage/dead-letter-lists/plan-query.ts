import { type DeadLetterFilter, deadLetterFilters } from "#server/contracts/triage/dead-letter-filter.ts";
import { conditionsOf as conditionsOfFields, type FilterCondition } from "#server/contracts/triage/filter-field.ts";
import type { Condition, KeysetQuery } from "#server/triage/keyset/keyset-query.ts";

export type DeadLetterCondition = FilterCondition & { of: keyof DeadLetterFilter };
const isDead: Condition = { text: () => "state = 'dead'" };

const rankOf = ({ index }: DeadLetterCondition) => (typeof index === "number" ? index : Number.POSITIVE_INFINITY);
/** Whether an index of its own is in the order of the list. */
export const leads = (condition: DeadLetterCondition): boolean => rankOf(condition) < Number.POSITIVE_INFINITY;

/** The conditions of a filter, without its text, the most selective first. Pure. */
export const conditionsOf = (filter: DeadLetterFilter): DeadLetterCondition[] =>
  conditionsOfFields(deadLetterFilters, filter).toSorted((a, b) => rankOf(a) - rankOf(b) || 0);

/** The list of dead letters, latest failure first, where an index answers `indexed`. */
export const deadLetterQuery = (indexed: readonly Condition[], residual: readonly Condition[]): KeysetQuery => ({
  ...{ key: "settled_at", few: null },
  indexed: [isDead, ...indexed],
  residual,
});

/** Plans which filters an index answers and which are checked row by row. `leader` chooses the index whatever the order. Pure. */
export function planQuery(filter: DeadLetterFilter, leader?: keyof DeadLetterFilter): KeysetQuery {
  const given = conditionsOf(filter);
  const driver = given.find(({ of }) => of === leader) ?? given.find(leads);
  // All dead letters of a subject are few enough to be checked one by one without a limit.
  const withDriver = ({ of, index }: DeadLetterCondition) =>
    of === driver?.of || index === "range" || driver?.of === "order" || (driver?.of === "code" && of === "handler");
  return deadLetterQuery(
    given.filter(withDriver),
    given.filter((condition) => !withDriver(condition)),
  );
}
