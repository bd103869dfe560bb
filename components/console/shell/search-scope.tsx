import type { Route } from "next";
import Link from "next/link";
import { buttonClass } from "#components/ui/button-class.ts";
import type { SearchScopeDto } from "#server/contracts/triage/dead-letter-filter.ts";

const count = (number: number) => number.toLocaleString("en-GB");

/** How far a search has looked, in words: nobody takes "not found yet" for "not there". */
export function searchScopeText(
  { searched, of, complete, payload, milliseconds }: SearchScopeDto,
  found: number,
): string {
  const where = payload ? " in ids, errors and payloads" : "";
  const seconds = `${(milliseconds / 1_000).toFixed(1)} s`;
  if (complete) return `Looked at all that there is${where}: ${count(searched)} in ${seconds}.`;
  const all = of === null ? "" : ` of ${count(of)}`;
  return `Looked at the newest ${count(searched)}${all}${where}, this page in ${seconds}: ${count(found)} found here.`;
}

type Props = { scope: SearchScopeDto; found: number; onward: Route | null };

export function SearchScope({ scope, found, onward }: Props) {
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pb-3 text-fg-2 desk:px-6">
      <p>{searchScopeText(scope, found)}</p>
      {onward && (
        <Link href={onward} className={buttonClass({ size: "s" })}>
          Go on with older ones
        </Link>
      )}
    </div>
  );
}
