"use client";
import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

const tabs: { href: Route; name: string }[] = [
  { href: "/inbox", name: "E-mails" },
  { href: "/inbox/webhooks", name: "Webhooks" },
];

/** Title and tabs of the inbox, with actions at the end. */
export function InboxHead({ children }: { children?: ReactNode }) {
  const path = usePathname();
  return (
    <div className="pt-8 desk:pt-12">
      <h1 className="text-[2rem]/9 font-semibold tracking-[-0.03em] desk:text-hero">Inbox</h1>
      <p className="max-w-[60ch] pt-2 text-pretty text-fg-2">
        Messages received by the local mail server and the demo warehouse.
      </p>
      <div className="flex flex-wrap items-center justify-between gap-x-6 border-b border-line pt-3">
        <nav aria-label="Inbox" className="flex gap-6">
          {tabs.map(({ href, name }) => (
            <Link
              key={href}
              href={href}
              aria-current={path === href ? "page" : undefined}
              className="inline-flex min-h-11 items-center text-md text-fg-2 hover:text-fg aria-[current]:font-name aria-[current]:text-fg aria-[current]:shadow-[inset_0_-2px_0_var(--fg)]"
            >
              {name}
            </Link>
          ))}
        </nav>
        <div className="flex items-center gap-4 py-1">{children}</div>
      </div>
    </div>
  );
}
