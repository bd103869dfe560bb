import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { NotForRole } from "#app/not-for-role.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mayVisit } from "#app/visitor.ts";
import { MessageExplorer } from "#components/messages/message-explorer.tsx";
import { messagesPath, messagesPerPage, messagesQuery } from "#components/messages/messages-query.ts";
import type { ExplorerFilter } from "#server/contracts/explorer.ts";
import { readExplorerFilter } from "#server/contracts/read-explorer-filter.ts";
import { listMessages } from "#server/explorer/list-messages.ts";
import { handlers } from "#server/handlers/index.ts";
import { messages } from "#server/messages/index.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Messages");

export default async function MessagesPage({ searchParams }: Props) {
  if (!(await mayVisit("dead-letters.read"))) return <NotForRole what="Messages" action="dead-letters.read" />;
  const given = await searchParams;
  const cursor = typeof given.cursor === "string" ? given.cursor : null;
  const mayReveal = await mayVisit("pii.reveal");
  const { address, ...others } = readExplorerFilter(given);
  // Whoever may not see an address may not find out by it either.
  const filter: ExplorerFilter = address === undefined || !mayReveal ? others : { ...others, address };
  const typed = typeof given.find === "string" ? given.find.trim() : "";
  const isRead = filter.address !== undefined || filter.order !== undefined || filter.message !== undefined;
  const unread = typed === "" || isRead ? null : typed.slice(0, 200);
  const choices = {
    handlers: handlers.map(({ id, label }) => ({ id, label })),
    types: messages.map(({ type }) => type),
    mayReveal,
  };
  const read = () => listMessages({ filter, cursor, limit: messagesPerPage });
  return (
    <Prefetched queries={[{ queryKey: messagesQuery(filter, cursor).queryKey, read }]}>
      <MessageExplorer
        key={`${messagesPath(filter, cursor)} ${unread}`}
        cursor={cursor}
        filter={filter}
        unread={unread}
        choices={choices}
      />
    </Prefetched>
  );
}
