"use client";
import { MessageFilter, type MessageFilterProps } from "#components/console/messages/message-filter.tsx";
import { MessageTable } from "#components/console/messages/message-table.tsx";
import { messagesPath, messagesPerPage, messagesQuery } from "#components/console/messages/messages-query.ts";
import { NoMessages } from "#components/console/messages/no-messages.tsx";
import { StateTabs } from "#components/console/messages/state-tabs.tsx";
import { SearchScope } from "#components/console/shell/search-scope.tsx";
import { TopBar } from "#components/console/shell/top-bar.tsx";
import { useRowKeys } from "#components/console/shell/use-row-keys.ts";
import { useHydratedQuery } from "#components/live/hydrated-query.tsx";
import { NewItemsPill } from "#components/live/new-items-pill.tsx";
import { useStableList } from "#components/live/use-stable-list.ts";
import { PageLinks } from "#components/ui/page-links.tsx";
import type { ExplorerItemDto } from "#server/contracts/triage/explorer.ts";
import type { ExplorerState } from "#server/contracts/triage/explorer-filter.ts";

type Props = MessageFilterProps & { cursor: string | null };

/** Sort key by state. server/triage/messages/plan-query.ts explains the order of each state. */
const sortKeyOf =
  (state: ExplorerState | undefined) =>
  ({ id, settledAt, createdAt }: ExplorerItemDto): string => {
    if (state === "dead" || state === "discarded") return `${settledAt} ${id}`;
    return state === "waiting" || state === "queued" || state === "active" || state === "retrying"
      ? `${createdAt} ${id}`
      : id;
  };

/** Messages in every state, newest first, with search by subject, address or ID. */
export function MessageExplorer({ cursor, ...search }: Props) {
  const { filter } = search;
  const query = useHydratedQuery(messagesQuery(filter, cursor));
  const { pending, items, nextCursor, scope } = query.data;
  const { rows, newCount, show } = useStableList(items, { more: nextCursor !== null, keyOf: sortKeyOf(filter.state) });
  const count = pending.length + rows.length;
  useRowKeys();
  return (
    <>
      <TopBar title="Messages" freshness={query} />
      <StateTabs filter={filter} />
      <MessageFilter {...search} />
      {scope && !scope.complete && (
        <SearchScope
          scope={scope}
          found={count}
          onward={nextCursor === null ? null : messagesPath(filter, nextCursor)}
        />
      )}
      {count === 0 ? (
        <NoMessages filter={filter} first={cursor === null} complete={!scope || scope.complete} />
      ) : (
        <>
          {filter.state !== "pending" && (
            <NewItemsPill
              newCount={newCount}
              more={newCount >= messagesPerPage}
              nouns={["message", "messages"]}
              onShow={show}
              quiet="Newest first. New messages appear here."
            />
          )}
          <MessageTable pending={pending} rows={rows} />
        </>
      )}
      <PageLinks
        first={cursor === null ? null : messagesPath(filter)}
        next={nextCursor === null ? null : messagesPath(filter, nextCursor)}
      />
    </>
  );
}
