import type { Route } from "next";
import { formatCount } from "#components/format/format-count.ts";
import { TabLink, Tabs } from "#components/ui/tabs.tsx";
import { type CauseListDto, type CauseTab, causeTabs } from "#server/contracts/triage/cause.ts";

const labels: Record<CauseTab, string> = {
  open: "Open",
  escalating: "Escalating",
  regressed: "Regressed",
  muted: "Muted",
  resolved: "Resolved",
};

/** URL of a tab, and of a page of it. */
export function tabHref(tab: CauseTab, cursor?: string): Route {
  const search = new URLSearchParams({ ...(tab === "open" ? {} : { tab }), ...(cursor ? { cursor } : {}) });
  return `/ops/causes${search.size > 0 ? `?${search}` : ""}` as Route;
}

/** Page title with the five tabs and their counts. */
export function CauseTabs({ tab, counts }: { tab: CauseTab; counts: CauseListDto["counts"] }) {
  return (
    <Tabs title="Failure causes" label="State">
      {causeTabs.map((one) => (
        <TabLink key={one} href={tabHref(one)} current={one === tab}>
          {labels[one]}
          <span className="font-normal text-fg-3">{formatCount(counts[one])}</span>
        </TabLink>
      ))}
    </Tabs>
  );
}
