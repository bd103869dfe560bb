import Link from "next/link";
import { buttonClass } from "#components/ui/button-class.ts";
import { Choice, filterField, Labelled, localOf } from "#components/ui/filter-fields.tsx";
import type { ExplorerFilter } from "#server/contracts/explorer.ts";

export type MessageFilterProps = {
  filter: ExplorerFilter;
  /** What was typed and cannot be meant, or not by this role: it filters nothing. */
  unread: string | null;
  choices: { handlers: readonly { id: string; label: string }[]; types: readonly string[]; mayReveal: boolean };
};

/** What somebody has in hand, and the filters, as an ordinary form whose answer is an address. */
export function MessageFilter({ filter, unread, choices }: MessageFilterProps) {
  const { state, order, message, address, handler, type, since, until } = filter;
  const found = address ?? message ?? (order && `orders/${order}`) ?? unread ?? undefined;
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
              placeholder={choices.mayReveal ? "Id, orders/<id> or e-mail address" : "Id or orders/<id>"}
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
          <p role="status" className="max-w-[72ch] text-pretty text-fg-2 wrap-anywhere">
            {`“${unread}” is ${choices.mayReveal ? "neither a whole id nor an e-mail address" : "no whole id, and addresses are for whoever may reveal them"}: it was not looked for.`}
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
