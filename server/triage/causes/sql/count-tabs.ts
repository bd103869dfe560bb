import * as z from "zod";
import { causeTabs } from "#server/contracts/triage/cause.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { defineStatement } from "#server/platform/database/define-statement.ts";
import { causeStates, inTab } from "#server/triage/causes/sql/cause-states.ts";

const tabs = causeTabs.map(
  (tab) =>
    `select '${tab}' as tab, count(*)::int as causes, coalesce(sum(dead), 0)::int as dead from s where ${inTab(tab)}`,
);

const row = z.object({ tab: z.enum(causeTabs), causes: z.int(), dead: z.int() });
const statement = defineStatement({
  name: "count_tabs",
  text: `with s as materialized (${causeStates}) ${tabs.join(" union all ")}`,
  row,
});

/** Counts the causes of each tab and their dead letters. It reads causes only, so its cost does not follow the dead letters. */
export async function countTabs(queryable: Queryable, now: Date): Promise<z.output<typeof row>[]> {
  return statement.all(queryable, [now]);
}
