import type { Route } from "next";
import Link from "next/link";
import { buttonClass } from "#components/ui/button-class.ts";

type PageLinksProps = {
  first: Route | null;
  next: Route | null;
  labels?: { first: string; next: string };
  className?: string;
};

const ofTime = { first: "Newest", next: "Older" };

/** Links to the first and the next page of a list; null hides a link. */
export function PageLinks({ first, next, labels = ofTime, className = "" }: PageLinksProps) {
  if (first === null && next === null) return null;
  return (
    <nav
      aria-label="Pages"
      className={className || "flex justify-between gap-2 border-t border-line px-4 py-3 desk:px-6"}
    >
      {first === null ? (
        <span />
      ) : (
        <Link href={first} className={buttonClass()}>
          {labels.first}
        </Link>
      )}
      {next !== null && (
        <Link href={next} className={buttonClass()}>
          {labels.next}
        </Link>
      )}
    </nav>
  );
}
