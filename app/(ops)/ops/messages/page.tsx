import type { Metadata } from "next";
import { consoleTitle } from "#app/(ops)/console-title.ts";
import { allowedSearch } from "#app/allowed-search.ts";
import { filterChoices } from "#app/filter-choices.ts";
import { forRole } from "#app/for-role.tsx";
import { pageCursor } from "#app/page-cursor.ts";
import { Prefetched } from "#app/prefetched.tsx";
import { TooManySearches } from "#app/too-many-searches.tsx";
import { mayVisit, requireVisitor } from "#app/visitor.ts";
import { MessageExplorer } from "#components/console/messages/message-explorer.tsx";
import { messagesPath, messagesPerPage, messagesQuery } from "#components/console/messages/messages-query.ts";
import type { ExplorerFilter } from "#server/contracts/triage/explorer-filter.ts";
import { readExplorerFilter } from "#server/contracts/triage/explorer-filter.ts";
import { AppError } from "#server/platform/errors.ts";
import { decodeCursor } from "#server/triage/keyset/cursor.ts";
import { listMessages } from "#server/triage/messages/list-messages.ts";
import { allowPersonalSearch } from "#server/triage/privacy/personal-search.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export const generateMetadata = (): Promise<Metadata> => consoleTitle("Messages");

export default forRole("dead-letters.read", "Messages", async ({ searchParams }: Props) => {
  const given = await searchParams;
  const cursor = pageCursor(given.cursor, decodeCursor);
  const actor = await requireVisitor();
  const mayReveal = await mayVisit("pii.reveal");
  const { address, ...others } = readExplorerFilter(given);
  // Users who may not see addresses may not search by them.
  const filter: ExplorerFilter = address === undefined || !mayReveal ? others : { ...others, address };
  const typed = typeof given.find === "string" ? given.find.trim() : "";
  const isUsed = filter.address !== undefined || filter.order !== undefined || filter.message !== undefined;
  const ignored = typed === "" || isUsed ? null : typed.slice(0, 200);
  const search = { text: filter.address, list: "messages", actor, requestId: null } as const;
  const allowed = await allowedSearch(() => allowPersonalSearch(search));
  if (allowed instanceof AppError) return <TooManySearches error={allowed} />;
  const read = () => listMessages({ filter, cursor, limit: messagesPerPage });
  return (
    <Prefetched queries={[{ queryKey: messagesQuery(filter, cursor).queryKey, read }]}>
      <MessageExplorer
        key={`${messagesPath(filter, cursor)} ${ignored}`}
        cursor={cursor}
        filter={filter}
        ignored={ignored}
        choices={filterChoices()}
        mayReveal={mayReveal}
      />
    </Prefetched>
  );
});
