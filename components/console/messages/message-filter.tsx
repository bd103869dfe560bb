import Link from "next/link";
import { deadLettersPath } from "#components/console/dead-letters/dead-letters-query.ts";
import { FilterForm } from "#components/console/shell/filter-form.tsx";
import { filterField, Labelled } from "#components/ui/filter-fields.tsx";
import { type ExplorerFilter, explorerFilters } from "#server/contracts/triage/explorer-filter.ts";
import type { FilterChoices } from "#server/contracts/triage/filter-field.ts";

export type MessageFilterProps = {
  filter: ExplorerFilter;
  /** Search text that was ignored: invalid, or not permitted for this role. */
  ignored: string | null;
  choices: FilterChoices;
  mayReveal: boolean;
};

/** Filter form of messages, with one search field for subjects, IDs and addresses. */
export function MessageFilter({ filter, ignored, choices, mayReveal }: MessageFilterProps) {
  const found = filter.address ?? filter.message ?? filter.order ?? ignored ?? undefined;
  return (
    <FilterForm
      label="Find messages"
      action="/ops/messages"
      submit="Find"
      fields={explorerFilters}
      filter={filter}
      choices={choices}
      kept={{ state: filter.state }}
      lead={
        <Labelled label="Find">
          <input
            type="search"
            name="find"
            defaultValue={found}
            maxLength={200}
            placeholder={mayReveal ? "ID, its start or e-mail address" : "ID or its start"}
            className={filterField}
          />
        </Labelled>
      }
      note={
        ignored !== null && (
          <p role="status" className="max-w-[80ch] text-pretty wrap-anywhere text-retrying">
            {ignoredText(ignored, mayReveal)} To search errors, open{" "}
            <Link href={deadLettersPath({ q: ignored })} className="link">
              dead letters
            </Link>
            .
          </p>
        )
      }
    />
  );
}

/** Explains why the search text was ignored. */
function ignoredText(ignored: string, mayReveal: boolean): string {
  if (!mayReveal && ignored.includes("@"))
    return `“${ignored}” was ignored: searching by address requires permission to reveal personal data.`;
  const also = mayReveal ? ", or an e-mail address" : "";
  return `“${ignored}” was ignored: enter a complete ID, the first eight characters of a subject’s ID${also}.`;
}
