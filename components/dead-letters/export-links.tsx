import { deadLetterSearch } from "#components/dead-letters/dead-letters-query.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import type { DeadLetterFilter } from "#server/contracts/dead-letter-filter.ts";

/** What the filter shows as a file. Plain links: the browser writes it to disk while it comes. */
export function ExportLinks({ filter }: { filter: DeadLetterFilter }) {
  return (
    <p className="flex flex-wrap items-center gap-2 px-4 pb-3 text-sm text-fg-2 desk:px-6">
      Export what the filter shows, masked:
      {(["csv", "jsonl"] as const).map((format) => (
        <a
          key={format}
          href={`/api/v1/dead-letters/export?${deadLetterSearch(filter, { format })}`}
          download
          className={buttonClass({ size: "s" })}
        >
          {format === "csv" ? "CSV" : "JSON Lines"}
        </a>
      ))}
    </p>
  );
}
