import Link from "next/link";
import { deadLettersPath } from "#components/console/dead-letters/dead-letters-query.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import { Choice, filterField, Labelled, localOf } from "#components/ui/filter-fields.tsx";
import type { ExplorerFilter } from "#server/contracts/triage/explorer.ts";

export type MessageFilterProps = {
  filter: ExplorerFilter;
  /** What was typed and cannot be meant, or not by this role: it filters nothing. */
  unread: string | null;
  choices: { handlers: readonly { id: string; label: string }[]; types: readonly string[]; mayReveal: boolean };
};

/** What somebody has in hand, and the filters, as an ordinary form whose answer is an address. */
export function MessageFilter({ filter, unread, choices }: MessageFilterProps) {
  const { state, order, message, address, handler, type, since, until } = filter;
  const found = address ?? message ?? order ?? unread ?? undefined;
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
              placeholder={choices.mayReveal ? "Order number, id or e-mail address" : "Order number or id"}
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
                Clear the filter
              </Link>
            )}
          </div>
        </div>
        {unread !== null && (
          <p role="status" className="max-w-[80ch] text-pretty wrap-anywhere text-retrying">
            {ignoredText(unread, choices.mayReveal)} Errors are searched under{" "}
            <Link href={deadLettersPath({ q: unread })} className="link">
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
            <Labelled label="Written from (UTC)" wide>
              <input type="datetime-local" name="since" defaultValue={localOf(since)} className={filterField} />
            </Labelled>
            <Labelled label="Written before (UTC)" wide>
              <input type="datetime-local" name="until" defaultValue={localOf(until)} className={filterField} />
            </Labelled>
          </div>
        </details>
      </form>
    </search>
  );
}

/** Why what was typed filters nothing: the whole list would look like the answer. */
function ignoredText(unread: string, mayReveal: boolean): string {
  if (!mayReveal && unread.includes("@"))
    return `“${unread}” was not looked for: addresses are for whoever may reveal them.`;
  const also = mayReveal ? " nor a whole e-mail address" : "";
  return `“${unread}” was not looked for: it is neither an order’s number of eight characters nor a whole id${also}.`;
}
