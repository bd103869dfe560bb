import type { DeadLetterRead } from "#server/triage/dead-letter-lists/sql/read-dead-letters.ts";

/**
 * How many rows the walk needs at most. What nothing is asked of needs no more than the page: without a LIMIT of its own the
 * planner reads and sorts all that fits (5 ms at 10,000, 50 at 100,000). Null for no bound.
 */
const boundOf = ({ plan, walk, search, limit }: Walk): number | null =>
  walk ?? (plan.residual.length === 0 && !search ? limit : null);

type Walk = Pick<DeadLetterRead, "plan" | "before" | "walk" | "search" | "limit">;

/**
 * The inner statement of every list: dead letters in its order from the cursor on, over the one index that its leading
 * filter chooses, with their place in this walk where it is bounded.
 */
export function walkDeadLetters(read: Walk, parameter: (value: unknown) => string, columns = "*"): string {
  const { plan, before, walk } = read;
  const conditions = plan.walked.map(({ text, value }) => text(value === undefined ? "" : parameter(value)));
  if (before) {
    conditions.push(
      `(settled_at, id) < (${parameter(before.at)}::timestamp at time zone 'UTC', ${parameter(before.id)}::uuid)`,
    );
  }
  const place = walk === null ? "null::int" : "row_number() over (order by settled_at desc, id desc)::int";
  const most = boundOf(read);
  const bound = most === null ? "" : `limit ${parameter(most)}::int`;
  return `select ${columns}, ${place} as place from delivery where ${["state = 'dead'", ...conditions].join(" and ")}
          order by settled_at desc, id desc ${bound}`;
}
