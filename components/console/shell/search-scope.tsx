import type { Route } from "next";
import Link from "next/link";
import { formatCount } from "#components/format/format-count.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import type { SearchScopeDto } from "#server/contracts/triage/dead-letter-filter.ts";

/** Scope of a search, so that "not found yet" is not read as "does not exist". */
export function searchScopeText(
  { searched, of, complete, payload, milliseconds }: SearchScopeDto,
  found: number,
): string {
  const where = payload ? " in IDs, errors and payloads" : "";
  const seconds = `${(milliseconds / 1_000).toFixed(1)} s`;
  if (complete) return `Searched all ${formatCount(searched)}${where} in ${seconds}.`;
  const all = of === null ? "" : ` of ${formatCount(of)}`;
  return `Searched the newest ${formatCount(searched)}${all}${where}; this page took ${seconds}. ${formatCount(found)} found on this page.`;
}

type Props = { scope: SearchScopeDto; found: number; onward: Route | null };

export function SearchScope({ scope, found, onward }: Props) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pb-3 text-fg-2 desk:px-6">
      <p>{searchScopeText(scope, found)}</p>
      {onward && (
        <Link href={onward} className={buttonClass({ size: "s" })}>
          Search older
        </Link>
      )}
    </div>
  );
}
