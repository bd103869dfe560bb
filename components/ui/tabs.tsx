import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

/** Link to one view of a page. */
export function TabLink({ href, current, children }: { href: Route; current: boolean; children: ReactNode }) {
  return (
    <Link
      href={href}
      aria-current={current ? "page" : undefined}
      className="inline-flex items-center gap-1.5 pt-1 pb-2.5 whitespace-nowrap text-fg-2 hover:text-fg aria-[current]:font-name aria-[current]:text-fg aria-[current]:shadow-[inset_0_-2px_0_var(--fg)] max-desk:min-h-11"
    >
      {children}
    </Link>
  );
}

/** Page title with links to its views. */
export function Tabs({ title, label, children }: { title: string; label: string; children: ReactNode }) {
  return (
    <div className="flex items-end gap-x-6 border-b border-line px-4 pt-4 max-desk:flex-col max-desk:items-start desk:px-6">
      <h1 className="text-xl desk:pb-2.5">{title}</h1>
      <nav aria-label={label} className="flex max-w-full gap-5 overflow-x-auto max-desk:pt-1">
        {children}
      </nav>
    </div>
  );
}
