"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { isCurrent, neighbours, type Section, sections } from "#components/ops/sections.ts";
import { totalOf } from "#components/pipeline/depths.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";

/** What stands beside a section: how many are dead, or fire. */
function useCounts(): Record<"dead" | "firing", number> {
  const { data } = useQuery(pipelineQuery());
  return { dead: data ? totalOf(data, "dead") : 0, firing: data?.alerts ?? 0 };
}

/** The sidebar's links, with how many are dead beside the place to see them. */
export function ConsoleNav() {
  return (
    <nav aria-label="Console" className="grid gap-0.5">
      <Links of={sections} />
      <hr className="m-2 border-line" />
      <Links of={neighbours} />
    </nav>
  );
}

function Links({ of: group }: { of: readonly Section[] }) {
  const path = usePathname();
  const counts = useCounts();
  return group.map((section) => (
    <Link
      key={section.href}
      href={section.href}
      aria-current={isCurrent(section, path) ? "page" : undefined}
      className="flex h-8 items-center gap-2.5 rounded-control px-2 text-fg-2 hover:bg-hover aria-[current]:bg-hover aria-[current]:font-name aria-[current]:text-fg"
    >
      <section.icon size={16} strokeWidth={1.4} aria-hidden="true" />
      {section.name}
      {section.counts && counts[section.counts] > 0 && (
        <span className="ms-auto text-xs font-semibold text-dead">
          {counts[section.counts]}
          <span className="sr-only">{` ${section.counts}`}</span>
        </span>
      )}
    </Link>
  ));
}

/** The same links under the thumb, below 901 px. */
export function TabBar() {
  const path = usePathname();
  const counts = useCounts();
  return (
    <nav
      aria-label="Sections"
      className="fixed inset-x-0 bottom-0 z-10 grid auto-cols-fr grid-flow-col border-t border-line bg-bg pb-[env(safe-area-inset-bottom)] desk:hidden"
    >
      {[...sections, ...neighbours]
        .filter((section) => section.compact)
        .map((section) => (
          <Link
            key={section.href}
            href={section.href}
            aria-current={isCurrent(section, path) ? "page" : undefined}
            className="relative grid justify-items-center gap-0.5 pt-2 pb-1.5 text-2xs text-fg-2 aria-[current]:text-fg aria-[current]:shadow-[inset_0_2px_0_var(--fg)]"
          >
            <section.icon size={20} strokeWidth={1.4} aria-hidden="true" />
            <span>
              {section.short ?? section.name}
              {section.counts && counts[section.counts] > 0 && (
                <b className="ms-1 font-semibold text-dead">{counts[section.counts]}</b>
              )}
            </span>
          </Link>
        ))}
    </nav>
  );
}
