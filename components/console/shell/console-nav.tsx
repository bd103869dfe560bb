"use client";
import { useQuery } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { useHydrated } from "#components/browser/now.tsx";
import { openReplaysQuery } from "#components/console/replays/replays-query.ts";
import { isCurrent, neighbours, type Section, sections } from "#components/console/shell/sections.ts";
import { totalOf } from "#components/pipeline/depths.ts";
import { pipelineQuery } from "#components/pipeline/pipeline-query.ts";
import { usePermission } from "#components/session/me.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";

type Counted = NonNullable<Section["counts"]>;

/** Counts beside the sections: dead letters, firing alerts and running bulk replays. */
function useCounts(): Record<Counted, number> {
  const { data } = useQuery(pipelineQuery());
  const { may } = usePermission("dead-letters.read");
  const replays = useQuery({ ...openReplaysQuery(), enabled: may }).data?.items ?? [];
  return {
    dead: data ? totalOf(data, "dead") : 0,
    firing: data?.alerts ?? 0,
    running: replays.length,
  };
}

const countLabels: Record<Counted, (count: number) => string> = {
  dead: (count) => (count === 1 ? "dead letter" : "dead letters"),
  firing: () => "firing",
  running: () => "running",
};
const countColours: Record<Counted, string> = { dead: "text-dead", firing: "text-dead", running: "text-replaying" };

/** Links of the sidebar, with counts. */
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
        <span className={`ms-auto text-xs font-semibold ${countColours[section.counts]}`}>
          {counts[section.counts]}
          <span className={section.counts === "running" ? "" : "sr-only"}>
            {` ${countLabels[section.counts](counts[section.counts])}`}
          </span>
        </span>
      )}
    </Link>
  ));
}

const everything = [...sections, ...neighbours];
const place =
  "relative grid justify-items-center gap-0.5 pt-2 pb-1.5 text-2xs text-fg-2 aria-[current]:text-fg aria-[current]:shadow-[inset_0_2px_0_var(--fg)]";

/** Bottom bar below 901 px: the most used sections, and the rest under More. */
export function TabBar() {
  const path = usePathname();
  const counts = useCounts();
  return (
    <nav
      aria-label="Sections"
      className="fixed inset-x-0 bottom-0 z-10 grid auto-cols-fr grid-flow-col border-t border-line bg-bg pb-[env(safe-area-inset-bottom)] desk:hidden"
    >
      {everything
        .filter((section) => section.compact)
        .map((section) => (
          <Link
            key={section.href}
            href={section.href}
            aria-current={isCurrent(section, path) ? "page" : undefined}
            className={place}
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
      <More />
    </nav>
  );
}

/** Sheet with the sections that are not in the bar. */
function More() {
  const [open, setOpen] = useState(false);
  const path = usePathname();
  const hydrated = useHydrated();
  const rest = everything.filter((section) => !section.compact);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-disabled={!hydrated || undefined}
        aria-current={rest.some((section) => isCurrent(section, path)) ? "true" : undefined}
        onClick={() => setOpen(true)}
        className={place}
      >
        <Ellipsis size={20} strokeWidth={1.4} aria-hidden="true" />
        <span>More</span>
      </button>
      <Dialog open={open} onOpenChange={setOpen} title="More" description="Other sections of the console.">
        <ul className="grid grid-cols-2 gap-x-4 border-t border-line">
          {rest.map((section) => (
            <li key={section.href}>
              <Link
                href={section.href}
                aria-current={isCurrent(section, path) ? "page" : undefined}
                onClick={() => setOpen(false)}
                className="flex h-12 items-center gap-2.5 text-fg-2 aria-[current]:font-name aria-[current]:text-fg"
              >
                <section.icon size={18} strokeWidth={1.4} aria-hidden="true" />
                {section.name}
              </Link>
            </li>
          ))}
        </ul>
        <div className="flex justify-end pt-2">
          <DialogClose>Close</DialogClose>
        </div>
      </Dialog>
    </>
  );
}
