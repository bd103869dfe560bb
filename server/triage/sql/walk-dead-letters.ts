import type { DeadLetterRead } from "#server/triage/sql/read-dead-letters.ts";

/**
 * The inner statement of every list: dead letters in its order from the cursor on, over the one index that its leading
 * filter chooses, with their place in this walk where it is bounded.
 */
export function walkDeadLetters(
  { plan, before, walk }: Pick<DeadLetterRead, "plan" | "before" | "walk">,
  parameter: (value: unknown) => string,
  columns = "*",
): string {
  const conditions = plan.walked.map(({ text, value }) => text(value === undefined ? "" : parameter(value)));
  if (before) {
    conditions.push(
      `(settled_at, id) < (${parameter(before.at)}::timestamp at time zone 'UTC', ${parameter(before.id)}::uuid)`,
    );
  }
  const place = walk === null ? "null::int" : "row_number() over (order by settled_at desc, id desc)::int";
  const bound = walk === null ? "" : `limit ${parameter(walk)}::int`;
  return `select ${columns}, ${place} as place from delivery where ${["state = 'dead'", ...conditions].join(" and ")}
          order by settled_at desc, id desc ${bound}`;
}
