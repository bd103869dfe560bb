import Link from "next/link";
import { deadLetterSearch } from "#components/console/dead-letters/dead-letters-query.ts";
import { SavedViews } from "#components/console/dead-letters/saved-views.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { Choice, filterField, Labelled, localOf } from "#components/ui/filter-fields.tsx";
import { failureCodes } from "#server/contracts/delivery/failure-code.ts";
import type { DeadLetterFilter } from "#server/contracts/triage/dead-letter-filter.ts";

export type FilterChoices = { handlers: readonly { id: string; label: string }[]; types: readonly string[] };
type Props = { filter: DeadLetterFilter; choices: FilterChoices };

const ages = { "15m": "15 minutes", "1h": "1 hour", "6h": "6 hours", "1d": "1 day", "7d": "7 days", "30d": "30 days" };
const rare = ["type", "cause", "order", "attempts", "replayed", "age", "since", "until"] as const;

/** Filter form of dead letters. A GET form, so that a filtered list has its own URL. */
export function FilterBar({ filter, choices }: Props) {
  const codes = Object.entries(failureCodes).map(([id, { label }]) => ({ id, label }));
  const used = rare.filter((name) => filter[name] !== undefined).length;
  return (
    <search aria-label="Filter dead letters">
      <form action="/ops/dead-letters" className="grid gap-y-2 px-4 pb-3 desk:px-6">
        <div className="grid gap-x-3 gap-y-2 desk:grid-cols-[minmax(0,320px)_200px_240px_auto] desk:items-end desk:justify-start">
          <Labelled label="Search">
            <input
              type="search"
              name="q"
              defaultValue={filter.q}
              minLength={2}
              maxLength={200}
              placeholder="ID, error or payload"
              className={filterField}
            />
          </Labelled>
          <Choice name="handler" label="Handler" value={filter.handler} options={choices.handlers} />
          <Choice name="code" label="Failure" value={filter.code} options={codes} />
          <div className="flex gap-2 *:max-desk:grow">
            <button type="submit" className={buttonClass()}>
              Filter
            </button>
            {deadLetterSearch(filter) !== "" && (
              <Link href="/ops/dead-letters" className={buttonClass({ variant: "quiet" })}>
                Clear filter
              </Link>
            )}
          </div>
        </div>
        <details open={used > 0}>
          <summary className="inline-flex cursor-pointer items-center text-sm text-fg-2 max-desk:min-h-11">
            {used === 0 ? "More filters" : `More filters (${used} set)`}
          </summary>
          <div className="grid grid-cols-2 gap-x-3 gap-y-2 pt-2 desk:grid-cols-4 desk:max-w-[960px]">
            <Choice
              name="type"
              label="Message"
              value={filter.type}
              options={choices.types.map((id) => ({ id, label: id }))}
            />
            <Choice
              name="replayed"
              label="Replayed before"
              value={filter.replayed}
              options={[
                { id: "yes", label: "Yes" },
                { id: "no", label: "No" },
              ]}
            />
            <Choice
              name="age"
              label="Minimum age"
              value={filter.age}
              options={Object.entries(ages).map(([id, label]) => ({ id, label }))}
            />
            <Labelled label="Attempts">
              <input
                name="attempts"
                defaultValue={filter.attempts}
                inputMode="numeric"
                pattern="\d{1,4}"
                className={filterField}
              />
            </Labelled>
            <Labelled label="Dead-lettered from (UTC)" wide>
              <input type="datetime-local" name="since" defaultValue={localOf(filter.since)} className={filterField} />
            </Labelled>
            <Labelled label="Dead-lettered before (UTC)" wide>
              <input type="datetime-local" name="until" defaultValue={localOf(filter.until)} className={filterField} />
            </Labelled>
            <Labelled label="Subject">
              <input name="order" defaultValue={filter.order} placeholder="ID" className={`${filterField} font-mono`} />
            </Labelled>
            <Labelled label="Cause">
              <input
                name="cause"
                defaultValue={filter.cause}
                placeholder="Fingerprint"
                className={`${filterField} font-mono`}
              />
            </Labelled>
          </div>
        </details>
      </form>
      <SavedViews filter={filter} />
    </search>
  );
}
