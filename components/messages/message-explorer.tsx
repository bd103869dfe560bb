"use client";
import { PageLinks } from "#components/dead-letters/page-links.tsx";
import { ScopeNote } from "#components/dead-letters/scope-note.tsx";
import { NewsPill } from "#components/live/news-pill.tsx";
import { useServedQuery } from "#components/live/served.tsx";
import { useHeldList } from "#components/live/use-held-list.ts";
import { MessageFilter, type MessageFilterProps } from "#components/messages/message-filter.tsx";
import { MessageTable } from "#components/messages/message-table.tsx";
import { messagesPath, messagesPerPage, messagesQuery } from "#components/messages/messages-query.ts";
import { NoMessages } from "#components/messages/no-messages.tsx";
import { StateTabs } from "#components/messages/state-tabs.tsx";
import { TopBar } from "#components/ops/top-bar.tsx";
import { useDeadTitle } from "#components/ops/use-dead-title.ts";
import { useRowKeys } from "#components/ops/use-row-keys.ts";
import type { ExplorerItemDto, ExplorerState } from "#server/contracts/triage/explorer.ts";

type Props = MessageFilterProps & { cursor: string | null };

/** What a list is sorted by: server/triage/messages/plan-query.ts says why each state has its own order. */
const placeOf =
  (state: ExplorerState | undefined) =>
  ({ id, settledAt, createdAt }: ExplorerItemDto): string => {
    if (state === "dead" || state === "discarded") return `${settledAt} ${id}`;
    return state === "waiting" || state === "queued" || state === "active" || state === "retrying"
      ? `${createdAt} ${id}`
      : id;
  };

/** Every message wherever it stands, newest first: what somebody asks for by an order, an address or an id is found here. */
export function MessageExplorer({ cursor, filter, unread, choices }: Props) {
  const query = useServedQuery(messagesQuery(filter, cursor));
  const { pending, items, nextCursor, scope } = query.data;
  const { rows, news, show } = useHeldList(items, { more: nextCursor !== null, keyOf: placeOf(filter.state) });
  const count = pending.length + rows.length;
  useDeadTitle("Messages");
  useRowKeys();
  return (
    <>
      <TopBar crumbs={<b className="font-name text-fg">Messages</b>} freshness={query} />
      <StateTabs filter={filter} />
      <MessageFilter filter={filter} unread={unread} choices={choices} />
      {scope && !scope.complete && (
        <ScopeNote scope={scope} found={count} onward={nextCursor === null ? null : messagesPath(filter, nextCursor)} />
      )}
      {count === 0 ? (
        <NoMessages filter={filter} first={cursor === null} complete={!scope || scope.complete} />
      ) : (
        <>
          {filter.state !== "pending" && (
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
