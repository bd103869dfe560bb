import type { Route } from "next";
import Link from "next/link";
import { buttonClass } from "#components/ui/button-class.ts";

type PageLinksProps = { newest: Route | null; older: Route | null };

/** Links to the first and the next page; null hides a link. */
export function PageLinks({ newest, older }: PageLinksProps) {
  if (newest === null && older === null) return null;
  return (
    <nav aria-label="Pages" className="flex justify-between gap-2 border-t border-line px-4 py-3 desk:px-6">
      {newest === null ? (
        <span />
      ) : (
        <Link href={newest} className={buttonClass()}>
          Newest
        </Link>
      )}
      {older !== null && (
        <Link href={older} className={buttonClass()}>
          Older
        </Link>
      )}
    </nav>
  );
}
