import type { Metadata } from "next";
import { isLocal, LocalOnly } from "#app/local-only.tsx";
import { Prefetched } from "#app/prefetched.tsx";
import { mailsPerPage, mailsQuery } from "#components/inbox/inbox-query.ts";
import { MailList } from "#components/inbox/mail-list.tsx";
import { listMails } from "#server/sink/list-mails.ts";

export const metadata: Metadata = { title: "Inbox" };

type Props = { searchParams: Promise<{ cursor?: string | string[] }> };

export default async function InboxPage({ searchParams }: Props) {
  if (!(await isLocal())) return <LocalOnly what="The inbox" />;
  const given = (await searchParams).cursor;
  const cursor = typeof given === "string" ? given : null;
  return (
    <Prefetched
      queries={[{ queryKey: mailsQuery(cursor).queryKey, read: () => listMails({ cursor, limit: mailsPerPage }) }]}
    >
      <MailList cursor={cursor} />
    </Prefetched>
  );
}
