import Link from "next/link";
import { tabHref } from "#components/console/causes/cause-tabs.tsx";
import { StateMark } from "#components/marks/state-mark.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import type { CauseListDto, CauseTab } from "#server/contracts/triage/cause.ts";

const words: Record<CauseTab, { title: string; text: string }> = {
  open: {
    title: "No cause is open",
    text: "Messages that died of the same error stand here as one row: how many, of how many orders, whether it is growing, and what to do next.",
  },
  escalating: {
    title: "Nothing is escalating",
    text: "A cause stands here while it brings at least ten deaths in two hours, three times as many as usual, and has not stopped for a quarter of an hour.",
  },
  regressed: {
    title: "Nothing came back",
    text: "A cause that was resolved and of which something dies again stands here, with its history.",
  },
  muted: {
    title: "Nothing is muted",
    text: "A muted cause waits here until so many more have died or until a time. It comes back by itself.",
  },
  resolved: {
    title: "Nothing is resolved",
    text: "What was resolved by a hand, and what has nothing dead any more, is kept here.",
  },
};

/** Says what would be here, why it is empty, and one thing to do. */
export function NoCauses({ tab, first, counts }: { tab: CauseTab; first: boolean; counts: CauseListDto["counts"] }) {
  const { title, text } = words[tab];
  return (
    <div className="px-4 py-6 desk:px-6">
      <p className="flex items-center gap-2 text-base font-semibold">
        <StateMark name="delivered" />
        {first ? title : "No more causes"}
      </p>
      <p className="max-w-[72ch] pt-1 pb-3 text-pretty text-fg-2">{text}</p>
      {tab === "open" || counts.open === 0 ? (
        <Link href="/checkout?sample=bounce" className={buttonClass()}>
          Order with a mail that bounces
        </Link>
      ) : (
        <Link href={tabHref("open")} className={buttonClass()}>
          {`See ${counts.open} open`}
        </Link>
      )}
    </div>
  );
}
