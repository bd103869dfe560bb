"use client";
import Link from "next/link";
import { deadLettersPath } from "#components/dead-letters/dead-letters-query.ts";
import { PageLinks } from "#components/dead-letters/page-links.tsx";
import { ScopeNote } from "#components/dead-letters/scope-note.tsx";
import { NewsPill } from "#components/live/news-pill.tsx";
import { useHeldList } from "#components/live/use-held-list.ts";
import { usePolledQuery } from "#components/live/use-polled-query.ts";
import { MessageFilter, type MessageFilterProps } from "#components/messages/message-filter.tsx";
import { MessageTable } from "#components/messages/message-table.tsx";
import { messagesPath, messagesPerPage, messagesQuery } from "#components/messages/messages-query.ts";
import { StateTabs } from "#components/messages/state-tabs.tsx";
import { TopBar } from "#components/ops/top-bar.tsx";
import { useDeadTitle } from "#components/ops/use-dead-title.ts";
import { useRowKeys } from "#components/ops/use-row-keys.ts";
import { buttonClass } from "#components/ui/button-class.ts";
import type { ExplorerItemDto, ExplorerState } from "#server/contracts/explorer.ts";

type Props = MessageFilterProps & {
  cursor: string | null;
  /** What was typed to be found and is neither an id, a number nor an address that this reader may look for. */
  notMeant: string | null;
};

/** What a list is sorted by: server/explorer/plan-walk.ts says why each state has its own order. */
const placeOf =
  (state: ExplorerState | undefined) =>
  ({ id, settledAt, createdAt }: ExplorerItemDto): string => {
    if (state === "dead" || state === "discarded") return `${settledAt} ${id}`;
    return state === "waiting" || state === "queued" || state === "active" || state === "retrying"
      ? `${createdAt} ${id}`
      : id;
  };

/** Every message wherever it stands, newest first: what somebody asks for by an order, an address or an id is found here. */
export function MessageExplorer({ cursor, filter, choices, notMeant }: Props) {
  const query = usePolledQuery(messagesQuery(filter, cursor));
  const { pending, items, nextCursor, scope } = query.data;
  const { rows, news, show } = useHeldList(items, { more: nextCursor !== null, keyOf: placeOf(filter.state) });
  const count = pending.length + rows.length;
  const { state, ...asked } = filter;
  useDeadTitle("Messages");
  useRowKeys();
  return (
    <>
      <TopBar crumbs={<b className="font-name text-fg">Messages</b>} freshness={query} />
      <StateTabs filter={filter} />
      <MessageFilter filter={filter} choices={choices} />
      {notMeant !== null && <NotMeant typed={notMeant} mayReveal={choices.mayReveal} />}
      {scope && !scope.complete && (
        <ScopeNote scope={scope} found={count} onward={nextCursor === null ? null : messagesPath(filter, nextCursor)} />
      )}
      {count === 0 ? (
        <div className="border-t border-line px-4 py-6 desk:px-6">
          <p className="text-base font-semibold">
            {scope && !scope.complete ? "None so far" : cursor === null ? "No message is there" : "Nothing is older"}
          </p>
          <p className="max-w-[72ch] pt-1 pb-3 text-pretty text-fg-2">
            {Object.keys(asked).length > 0
              ? "All filters must hold together. An address finds the orders of the customers who have it now."
              : "Nothing stands in this state at the moment."}
          </p>
          <Link href="/ops/messages" className={buttonClass()}>
            Show all messages
          </Link>
        </div>
      ) : (
        <>
          {state !== "pending" && (
            <NewsPill
              news={news}
              more={news >= messagesPerPage}
              nouns={["message", "messages"]}
              onShow={show}
              quiet="Newest first. Rows keep their place; new ones wait here."
            />
          )}
          <MessageTable pending={pending} rows={rows} />
        </>
      )}
      <PageLinks
        newest={cursor === null ? null : messagesPath(filter)}
        older={nextCursor === null ? null : messagesPath(filter, nextCursor)}
      />
    </>
  );
}

function NotMeant({ typed, mayReveal }: { typed: string; mayReveal: boolean }) {
  const address = typed.includes("@");
  return (
    <p
      role="status"
      className="border-t border-line bg-retrying-bg px-4 py-2 text-pretty wrap-anywhere text-retrying desk:px-6"
    >
      {`Nothing is looked for by “${typed}”: `}
      {address && !mayReveal
        ? "operators and admins alone may look for an address."
        : `give an order’s number such as FA46AD70, the id of an order, a message or a delivery${mayReveal ? ", or a whole e-mail address" : ""}.`}{" "}
      Errors are searched under <Link href={deadLettersPath({ q: typed })}>dead letters</Link>.
    </p>
  );
}
