import type { Route } from "next";
import Link from "next/link";
import { type ReactNode, useId } from "react";

type SectionProps = {
  title: ReactNode;
  /** Smaller, after the title. */
  note?: ReactNode;
  /** At the end of the title's line. */
  aside?: ReactNode;
  /** Its content, such as a table, has the full width of the page. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
};

/** Section of a console page under a heading. */
export function Section({ title, note, aside, flush = false, className, children }: SectionProps) {
  const id = useId();
  const look = className ?? (flush ? "border-t border-line py-4" : "border-t border-line px-4 py-4 desk:px-6");
  return (
    <section aria-labelledby={id} className={look}>
      <div
        className={`flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2 pb-2 ${flush ? "px-4 desk:px-6" : ""}`}
      >
        <h2 className="font-semibold">
          <span id={id}>{title}</span> {note && <span className="ps-1 text-xs font-normal text-fg-2">{note}</span>}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Small link beside a heading, to the page with all of it. */
export const AsideLink = ({ href, children }: { href: Route; children: ReactNode }) => (
  <Link href={href} className="link inline-flex items-center text-xs text-fg-2 max-desk:min-h-11">
    {children}
  </Link>
);
