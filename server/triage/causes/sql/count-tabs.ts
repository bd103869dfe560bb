import { type CauseTab, causeTabs } from "#server/contracts/triage/cause.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import { causeStates, inTab } from "#server/triage/causes/sql/cause-states.ts";

export type TabCount = { tab: CauseTab; causes: number; dead: number };

/** How many causes each tab shows, and how many dead letters they have: from the causes alone. */
export async function countTabs(queryable: Queryable, now: Date): Promise<TabCount[]> {
  const tabs = causeTabs.map(
    (tab) =>
      `select '${tab}' as tab, count(*)::int as causes, coalesce(sum(dead), 0)::int as dead from s where ${inTab(tab)}`,
  );
  const { rows } = await queryable.query<TabCount>({
    name: "count_tabs",
    text: `with s as materialized (${causeStates}) ${tabs.join(" union all ")}`,
    values: [now],
  });
  return rows;
}
