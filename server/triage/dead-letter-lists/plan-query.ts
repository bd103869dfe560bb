import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";
import { subjectOfId } from "#server/delivery/messages/subject-sql.ts";
import type { Condition, KeysetQuery } from "#server/triage/keyset/keyset-query.ts";

const seconds: Record<string, number> = { m: 60, h: 3_600, d: 86_400 };
type Name = Exclude<keyof DeadLetterFilter, "q">;
export type FilterCondition = Condition & {
  of: Name;
  /** Whether an index of its own is in the order of the list. */
  leads: boolean;
};

/** From the filter that leaves the fewest rows to the one that leaves the most: the first one given chooses the index. */
const conditions: { [Each in Name]: (value: string) => Condition } = {
  order: (value) => ({ text: (p) => `subject = ${subjectOfId("order", p)}`, value }),
  cause: (value) => ({ text: (p) => `cause = ${p}`, value }),
  code: (value) => ({ text: (p) => `failure_code = ${p}`, value }),
  type: (value) => ({ text: (p) => `dead_type = ${p}`, value }),
  attempts: (value) => ({ text: (p) => `attempts = ${p}::int`, value: Number(value) }),
  // Without a parameter: PostgreSQL matches a partial index by the text of its condition.
  replayed: (value) => ({ text: () => (value === "yes" ? "revision > 1" : "revision = 1") }),
  handler: (value) => ({ text: (p) => `handler = ${p}`, value }),
  since: (value) => ({ text: (p) => `settled_at >= ${p}::timestamptz`, value }),
  until: (value) => ({ text: (p) => `settled_at < ${p}::timestamptz`, value }),
  age: (value) => ({
    text: (p) => `settled_at <= now() - ${p}::float8 * interval '1 s'`,
    value: Number(value.slice(0, -1)) * (seconds[value.slice(-1)] ?? Number.NaN),
  }),
};
const rarestFirst = Object.keys(conditions) as Name[];
const ranges: readonly Name[] = ["since", "until", "age"];
const isDead: Condition = { text: () => "state = 'dead'" };

/** The conditions of a filter, without its text. Pure. */
export const conditionsOf = (filter: DeadLetterFilter): FilterCondition[] =>
  rarestFirst.flatMap((of) => {
    const value = filter[of];
    // Nearly all dead letters were never replayed: that filter has no index.
    const leads = !ranges.includes(of) && !(of === "replayed" && value === "no");
    return value === undefined ? [] : [{ of, ...conditions[of](value), leads }];
  });

/** The list of dead letters, latest failure first, where an index answers `indexed`. */
export const deadLetterQuery = (indexed: readonly Condition[], residual: readonly Condition[]): KeysetQuery => ({
  ...{ key: "settled_at", few: null },
  indexed: [isDead, ...indexed],
  residual,
});

/** Plans which filters an index answers and which are checked row by row. `leader` chooses the index whatever the order. Pure. */
export function planQuery(filter: DeadLetterFilter, leader?: Name): KeysetQuery {
  const given = conditionsOf(filter);
  const driver = given.find(({ of }) => of === leader) ?? given.find(({ leads }) => leads);
  // All dead letters of a subject are few enough to be checked one by one without a limit.
  const withDriver = ({ of }: FilterCondition) =>
    of === driver?.of || ranges.includes(of) || driver?.of === "order" || (driver?.of === "code" && of === "handler");
  return deadLetterQuery(
    given.filter(withDriver),
    given.filter((condition) => !withDriver(condition)),
  );
}
