import type { Queryable } from "#server/platform/database/db.ts";
import type { Condition } from "#server/triage/dead-letter-lists/plan-filter.ts";

/**
 * Which of these conditions the fewest dead letters fit, where fewer than `few` do: they can be asked one by one without a
 * bound. Each is counted in its own index, no further than `few`. Null where all fit many.
 */
export async function findRarest(
  queryable: Queryable,
  conditions: readonly Condition[],
  few: number,
): Promise<Condition | null> {
  const candidates = conditions.filter(({ leads }) => leads);
  if (candidates.length === 0) return null;
  const values: unknown[] = [few];
  const counted = candidates.map(
    ({ text, value }) =>
      `(select count(*) from (select from delivery where state = 'dead'
         and ${text(value === undefined ? "" : `$${values.push(value)}`)} limit $1::int) c)::int`,
  );
  const { rows } = await queryable.query<{ counts: number[] }>({
    text: `select array[${counted.join(", ")}] as counts`,
    values,
  });
  const counts = rows[0]?.counts ?? [];
  const least = Math.min(...counts);
  return least < few ? (candidates[counts.indexOf(least)] ?? null) : null;
}
