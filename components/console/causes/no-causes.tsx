import { tabHref } from "#components/console/causes/cause-tabs.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { CauseListDto, CauseTab } from "#server/contracts/triage/cause.ts";
import { samplePages } from "#server/modules.messages.ts";

const texts: Record<CauseTab, { title: string; text: string }> = {
  open: {
    title: "No open causes",
    text: "Dead letters with the same error appear here as one cause, with trend, affected subjects and next step.",
  },
  escalating: {
    title: "No escalating causes",
    text: "A cause escalates with at least 10 dead letters in 2 hours, three times its usual rate, until 15 minutes pass without one.",
  },
  regressed: {
    title: "No regressed causes",
    text: "Resolved causes with new dead letters appear here.",
  },
  muted: {
    title: "No muted causes",
    text: "Muted causes appear here until their time or number of dead letters is reached. They reopen automatically.",
  },
  resolved: {
    title: "No resolved causes",
    text: "Causes that were resolved or have no dead letters left appear here.",
  },
};

/** Empty state of a tab. */
export function NoCauses({ tab, first, counts }: { tab: CauseTab; first: boolean; counts: CauseListDto["counts"] }) {
  const { title, text } = texts[tab];
  const link =
    tab === "open" || counts.open === 0
      ? samplePages()?.failure
      : { href: tabHref("open"), label: `Show ${counts.open} open` };
  return (
    <EmptyState mark="delivered" title={first ? title : "No more causes"} link={link} className="">
      {text}
    </EmptyState>
  );
}
