import type { Route } from "next";
import Link from "next/link";
import { type CauseListDto, type CauseTab, causeTabs } from "#server/contracts/cause.ts";

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
    <div className="flex items-end gap-x-6 border-b border-line px-4 pt-4 max-desk:flex-col max-desk:items-start desk:px-6">
      <h1 className="text-xl desk:pb-2.5">Causes</h1>
      <nav aria-label="State" className="flex max-w-full gap-5 overflow-x-auto max-desk:pt-1">
        {causeTabs.map((one) => (
          <Link
            key={one}
            href={tabHref(one)}
            aria-current={one === tab ? "page" : undefined}
            className="inline-flex items-center gap-1.5 pt-1 pb-2.5 whitespace-nowrap text-fg-2 hover:text-fg aria-[current]:text-fg aria-[current]:shadow-[inset_0_-2px_0_var(--fg)] max-desk:min-h-11"
          >
            <span className={one === tab ? "font-name" : ""}>{words[one]}</span>
            <span className="text-fg-3">{counts[one].toLocaleString("en-GB")}</span>
          </Link>
        ))}
      </nav>
    </div>
  );
}
