"use client";
import { CauseTable } from "#components/console/causes/cause-table.tsx";
import { causesQuery, topCauseCount } from "#components/console/causes/causes-query.ts";
import { AsideLink, Section } from "#components/console/shell/section.tsx";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";

/** Largest open causes. Hidden if there are none. */
export function TopCauses() {
  const { data } = useHydratedQuery(causesQuery("open", null, topCauseCount));
  if (data.items.length === 0) return null;
  return (
    <Section
      title="Top failure causes"
      flush
      className="border-t border-line pt-4"
      aside={
        <AsideLink href="/ops/causes">
          {data.counts.open > data.items.length ? `All ${data.counts.open} causes` : "All causes"}
        </AsideLink>
      }
    >
      <CauseTable items={data.items} caption="Open causes with the most dead letters" narrow />
    </Section>
  );
}
