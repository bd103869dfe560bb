import Link from "next/link";
import { deadLettersPath } from "#components/console/dead-letters/dead-letters-query.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { Choice, filterField, Labelled, localOf } from "#components/ui/filter-fields.tsx";
import type { ExplorerFilter } from "#server/contracts/triage/explorer.ts";

export type MessageFilterProps = {
  filter: ExplorerFilter;
  /** Search text that was ignored: invalid, or not permitted for this role. */
  ignored: string | null;
  choices: { handlers: readonly { id: string; label: string }[]; types: readonly string[]; mayReveal: boolean };
};

/** Search and filters. A GET form, so that a filtered list has its own URL. */
export function MessageFilter({ filter, ignored, choices }: MessageFilterProps) {
  const { state, order, message, address, handler, type, since, until } = filter;
  const found = address ?? message ?? order ?? ignored ?? undefined;
  const any = Object.keys(filter).some((name) => name !== "state");
  const used = [type, since, until].filter((given) => given !== undefined).length;
  return (
    <search aria-label="Find messages">
      <form action="/ops/messages" className="grid gap-y-2 px-4 py-3 desk:px-6">
        {state && <input type="hidden" name="state" value={state} />}
        <div className="grid gap-x-3 gap-y-2 desk:grid-cols-[minmax(0,360px)_200px_auto] desk:items-end desk:justify-start">
          <Labelled label="Find">
            <input
              type="search"
              name="find"
              defaultValue={found}
              maxLength={200}
              placeholder={choices.mayReveal ? "ID, its start or e-mail address" : "ID or its start"}
              className={filterField}
            />
          </Labelled>
          <Choice name="handler" label="Handler" value={handler} options={choices.handlers} />
          <div className="flex gap-2 *:max-desk:grow">
            <button type="submit" className={buttonClass()}>
              Find
            </button>
            {any && (
              <Link href="/ops/messages" className={buttonClass({ variant: "quiet" })}>
                Clear filter
              </Link>
            )}
          </div>
        </div>
        {ignored !== null && (
          <p role="status" className="max-w-[80ch] text-pretty wrap-anywhere text-retrying">
            {ignoredText(ignored, choices.mayReveal)} To search errors, open{" "}
            <Link href={deadLettersPath({ q: ignored })} className="link">
              dead letters
            </Link>
            .
          </p>
        )}
        <details open={used > 0}>
          <summary className="inline-flex cursor-pointer items-center text-sm text-fg-2 max-desk:min-h-11">
            {used === 0 ? "More filters" : `More filters (${used} set)`}
          </summary>
          <div className="grid grid-cols-2 gap-x-3 gap-y-2 pt-2 desk:max-w-[720px] desk:grid-cols-3">
            <Choice
              name="type"
              label="Message"
              value={type}
              options={choices.types.map((each) => ({ id: each, label: each }))}
            />
            <Labelled label="Created from (UTC)" wide>
              <input type="datetime-local" name="since" defaultValue={localOf(since)} className={filterField} />
            </Labelled>
            <Labelled label="Created before (UTC)" wide>
              <input type="datetime-local" name="until" defaultValue={localOf(until)} className={filterField} />
            </Labelled>
          </div>
        </details>
      </form>
    </search>
  );
}

/** Explains why the search text was ignored. */
function ignoredText(ignored: string, mayReveal: boolean): string {
  if (!mayReveal && ignored.includes("@"))
    return `“${ignored}” was ignored: searching by address requires permission to reveal personal data.`;
  const also = mayReveal ? ", or an e-mail address" : "";
  return `“${ignored}” was ignored: enter a complete ID, the first eight characters of a subject’s ID${also}.`;
}
