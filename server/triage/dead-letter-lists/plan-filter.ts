import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";

const seconds: Record<string, number> = { m: 60, h: 3_600, d: 86_400 };
type Name = Exclude<keyof DeadLetterFilter, "q">;
export type Condition = {
  of: Name;
  text: (parameter: string) => string;
  value: unknown;
  /** Whether an index of its own is in the order of the list. */
  leads: boolean;
};

/** From the filter that leaves the fewest to the one that leaves the most: the first one given chooses the index. */
const conditions: { [Each in Name]: (value: string) => Pick<Condition, "text" | "value"> } = {
  order: (value) => ({ text: (p) => `subject = ${p}`, value: `orders/${value.toLowerCase()}` }),
  cause: (value) => ({ text: (p) => `cause = ${p}`, value }),
  code: (value) => ({ text: (p) => `failure_code = ${p}`, value }),
  type: (value) => ({ text: (p) => `dead_type = ${p}`, value }),
  attempts: (value) => ({ text: (p) => `attempts = ${p}::int`, value: Number(value) }),
  // Written out, because the planner matches a partial index by its own words.
  replayed: (value) => ({ text: () => (value === "yes" ? "revision > 1" : "revision = 1"), value: undefined }),
  handler: (value) => ({ text: (p) => `handler = ${p}`, value }),
  since: (value) => ({ text: (p) => `settled_at >= ${p}::timestamptz`, value }),
  until: (value) => ({ text: (p) => `settled_at < ${p}::timestamptz`, value }),
  age: (value) => ({
    text: (p) => `settled_at <= now() - ${p}::float8 * interval '1 s'`,
    value: Number(value.slice(0, -1)) * (seconds[value.slice(-1)] ?? Number.NaN),
  }),
};
const order = Object.keys(conditions) as Name[];
const ranges: readonly Name[] = ["since", "until", "age"];

export type FilterPlan = {
  /** Answered by one walk over one index, in the order of the list. */
  walked: Condition[];
  /** Asked of each row that the walk meets: a page looks at so many of them and no more. */
  residual: Condition[];
};

/**
 * Which filters an index answers and which are asked row by row. Pure. `rarest` leads whatever the order of the filters says,
 * for whoever has counted.
 */
export function planFilter(filter: DeadLetterFilter, rarest?: Name): FilterPlan {
  const given = order.flatMap((of): Condition[] => {
    const value = filter[of];
    // First deaths are nearly all there are: they have no index, and lead no walk.
    const leads = !ranges.includes(of) && !(of === "replayed" && value === "no");
    return value === undefined ? [] : [{ of, ...conditions[of](value), leads }];
  });
  const driver = given.find(({ of }) => of === rarest) ?? given.find(({ leads }) => leads);
  // All letters of an order are few enough to be asked one by one without a bound.
  const withDriver = (of: Name) =>
    of === driver?.of || ranges.includes(of) || driver?.of === "order" || (driver?.of === "code" && of === "handler");
  return { walked: given.filter(({ of }) => withDriver(of)), residual: given.filter(({ of }) => !withDriver(of)) };
}
