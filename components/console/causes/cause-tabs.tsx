import type { Route } from "next";
import { TabLink, Tabs } from "#components/ui/tabs.tsx";
import { type CauseListDto, type CauseTab, causeTabs } from "#server/contracts/triage/cause.ts";

const words: Record<CauseTab, string> = {
  open: "Open",
  escalating: "Escalating",
  regressed: "Regressed",
  muted: "Muted",
  resolved: "Resolved",
};

/** The address of a tab, and of a page of it. */
export function tabHref(tab: CauseTab, cursor?: string): Route {
  const search = new URLSearchParams({ ...(tab === "open" ? {} : { tab }), ...(cursor ? { cursor } : {}) });
  return `/ops/causes${search.size > 0 ? `?${search}` : ""}` as Route;
}

/** The noun of the page with its five views; each says how many it has before it is opened. */
export function CauseTabs({ tab, counts }: { tab: CauseTab; counts: CauseListDto["counts"] }) {
  return (
    <Tabs title="Causes" label="State">
      {causeTabs.map((one) => (
        <TabLink key={one} href={tabHref(one)} current={one === tab}>
          {words[one]}
          <span className="font-normal text-fg-3">{counts[one].toLocaleString("en-GB")}</span>
        </TabLink>
      ))}
    </Tabs>
  );
}
