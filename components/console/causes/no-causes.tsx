import Link from "next/link";
import { tabHref } from "#components/console/causes/cause-tabs.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import type { CauseListDto, CauseTab } from "#server/contracts/triage/cause.ts";

const texts: Record<CauseTab, { title: string; text: string }> = {
  open: {
    title: "No open causes",
    text: "Dead letters with the same error appear here as one cause, with trend, affected orders and next step.",
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
  return (
    <div className="px-4 py-6 desk:px-6">
      <p className="flex items-center gap-2 text-base font-semibold">
        <StateMark name="delivered" />
        {first ? title : "No more causes"}
      </p>
      <p className="max-w-[72ch] pt-1 pb-3 text-pretty text-fg-2">{text}</p>
      {tab === "open" || counts.open === 0 ? (
        <Link href="/checkout?sample=bounce" className={buttonClass()}>
          Place an order that bounces
        </Link>
      ) : (
        <Link href={tabHref("open")} className={buttonClass()}>
          {`Show ${counts.open} open`}
        </Link>
      )}
    </div>
  );
}
