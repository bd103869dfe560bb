import type { Metadata } from "next";
import { forRole } from "#app/for-role.tsx";
import { pageCursor } from "#app/page-cursor.ts";
import { Prefetched } from "#app/prefetched.tsx";
import { isAllowed } from "#app/visitor.ts";
import { mailsPerPage, mailsQuery } from "#components/store/inbox/inbox-query.ts";
import { MailList } from "#components/store/inbox/mail-list.tsx";
import { listMails } from "#server/adapters/local-mail-server/list-mails.ts";
import { readCursor } from "#server/adapters/local-mail-server/mail-cursor.ts";

export const metadata: Metadata = { title: "Inbox" };

type Props = { searchParams: Promise<{ cursor?: string | string[] }> };

export default forRole("inbox.read", "The inbox", async ({ searchParams }: Props) => {
  const cursor = pageCursor((await searchParams).cursor, readCursor);
  const accountMails = await isAllowed("inbox.account-mails");
  return (
    <Prefetched
      queries={[
        { queryKey: mailsQuery(cursor).queryKey, read: () => listMails({ cursor, limit: mailsPerPage, accountMails }) },
      ]}
    >
      <MailList cursor={cursor} />
    </Prefetched>
  );
});
