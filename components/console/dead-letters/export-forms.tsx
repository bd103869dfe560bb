"use client";
import { deadLetterSearch } from "#components/console/dead-letters/dead-letters-query.ts";
import { ActionButton } from "#components/session/action-button.tsx";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";

/** Exports the filtered list. Plain forms, so that the browser streams the file to disk. */
export function ExportForms({ filter }: { filter: DeadLetterFilter }) {
  return (
    <div className="flex flex-wrap items-center gap-2 text-sm text-fg-2">
      <span>Export filtered list (masked):</span>
      {(["csv", "jsonl"] as const).map((format) => (
        <form key={format} method="post" action={`/api/v1/dead-letters/export?${deadLetterSearch(filter, { format })}`}>
          <ActionButton action="dead-letters.export" type="submit" size="s">
            {format === "csv" ? "CSV" : "JSON Lines"}
          </ActionButton>
        </form>
      ))}
    </div>
  );
}
