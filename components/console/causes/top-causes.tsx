"use client";
import Link from "next/link";
import { CauseTable } from "#components/console/causes/cause-table.tsx";
import { causesQuery, topCauseCount } from "#components/console/causes/causes-query.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";

/** Largest open causes. Hidden if there are none. */
export function TopCauses() {
  const { data } = useHydratedQuery(causesQuery("open", null, topCauseCount));
  if (data.items.length === 0) return null;
  return (
    <section aria-labelledby="top-causes" className="border-t border-line pt-4">
      <div className="flex items-baseline justify-between gap-4 px-4 pb-2 desk:px-6">
        <h2 id="top-causes" className="font-semibold">
          Top failure causes
        </h2>
        <Link href="/ops/causes" className="link inline-flex items-center text-xs text-fg-2 max-desk:min-h-11">
          {data.counts.open > data.items.length ? `All ${data.counts.open} causes` : "All causes"}
        </Link>
      </div>
      <CauseTable items={data.items} caption="Open causes with the most dead letters" narrow />
    </section>
  );
}
