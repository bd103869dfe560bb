"use client";
import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";

const tabs: { href: Route; name: string }[] = [
  { href: "/ops/settings", name: "Your account" },
  { href: "/ops/settings/people", name: "Users" },
  { href: "/ops/settings/tokens", name: "API tokens" },
  { href: "/ops/settings/recipes", name: "Recipes" },
  { href: "/ops/settings/retention", name: "Retention" },
];

/** Title and tabs of the settings pages. */
export function SettingsHead({ title, children }: { title: string; children: ReactNode }) {
  const path = usePathname();
  return (
    <>
      <div className="sticky top-0 z-10 flex h-12 items-center border-b border-line bg-bg px-4 desk:px-6">
        <nav aria-label="Settings" className="flex h-full gap-5 overflow-x-auto">
          {tabs.map(({ href, name }) => (
            <Link
              key={href}
              href={href}
              aria-current={path === href ? "page" : undefined}
              className="inline-flex items-center whitespace-nowrap text-fg-2 hover:text-fg aria-[current]:font-name aria-[current]:text-fg aria-[current]:shadow-[inset_0_-2px_0_var(--fg)]"
            >
              {name}
            </Link>
          ))}
        </nav>
      </div>
      <div className="px-4 pt-4 pb-4 desk:px-6">
        <h1 className="text-xl">{title}</h1>
        <p className="max-w-[80ch] text-pretty text-fg-2">{children}</p>
      </div>
    </>
  );
}
