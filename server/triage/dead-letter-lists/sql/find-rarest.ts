import * as z from "zod";
import { deadLetterFilters } from "#server/contracts/triage/dead-letter-filter.ts";
import { filterSamples } from "#server/contracts/triage/filter-field.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatementBuilder } from "#server/platform/database/define-statement.ts";
import { conditionsOf, type DeadLetterCondition, leads } from "#server/triage/dead-letter-lists/plan-query.ts";
import { bindValues, conditionText } from "#server/triage/keyset/keyset-query.ts";

type Candidates = { candidates: readonly DeadLetterCondition[]; few: number };

const build = ({ candidates, few }: Candidates) =>
  bindValues((bind) => {
    const most = bind(few);
    const counts = candidates.map(
      (condition) =>
        `(select count(*) from (select from delivery where state = 'dead'
           and ${conditionText(condition, bind)} limit ${most}::int) c)::int`,
    );
    return `select array[${counts.join(", ")}] as counts`;
  });

const statement = defineStatementBuilder({
  name: "find_rarest",
  text: (input: Candidates) => build(input).text,
  shapes: [{ candidates: conditionsOf(filterSamples(deadLetterFilters)).filter(leads), few: 1 }],
  row: z.object({ counts: z.array(z.int()) }),
});

/**
 * The condition that the fewest dead letters meet, where fewer than `few` do: those can be checked one by one without a
 * limit. Each condition is counted in its own index, up to `few`. Null where many rows meet each of them.
 */
export async function findRarest(
  queryable: Queryable,
  conditions: readonly DeadLetterCondition[],
  few: number,
): Promise<DeadLetterCondition | null> {
  const candidates = conditions.filter(leads);
  if (candidates.length === 0) return null;
  const input = { candidates, few };
  const { counts } = await statement(input).one(queryable, build(input).values);
  const least = Math.min(...counts);
  return least < few ? (candidates[counts.indexOf(least)] ?? null) : null;
}
