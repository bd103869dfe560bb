import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import type { MarkName } from "#components/marks/mark-names.ts";
import { StateMark } from "#components/marks/state-mark.tsx";
import { buttonClass } from "#components/ui/button-class.ts";

type EmptyStateProps = {
  mark?: MarkName;
  title: string;
  children: ReactNode;
  /** The suggested next step, if any. */
  link: { href: string; label: string } | undefined;
  className?: string;
};

/** Explains an empty list of the console and offers a next step. */
export function EmptyState({ mark, title, children, link, className = "border-t border-line" }: EmptyStateProps) {
  return (
    <div className={`px-4 py-6 desk:px-6 ${className}`}>
      <p className="flex items-center gap-2 text-base font-semibold">
        {mark && <StateMark name={mark} />}
        {title}
      </p>
      <p className="max-w-[72ch] pt-1 pb-3 text-pretty text-fg-2">{children}</p>
      {link && (
        <Link href={link.href as Route} className={buttonClass()}>
          {link.label}
        </Link>
      )}
    </div>
  );
}
