import type { Metadata } from "next";
import { findOrNotFound } from "#app/find-or-not-found.ts";
import { forRole } from "#app/for-role.tsx";
import { isAllowed } from "#app/visitor.ts";
import { MailView, mailParts } from "#components/store/inbox/mail-view.tsx";
import { getMail } from "#server/adapters/local-mail-server/get-mail.ts";

export const metadata: Metadata = { title: "E-mail" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ part?: string | string[] }> };

export default forRole("inbox.read", "The inbox", async ({ params, searchParams }: Props) => {
  const [{ id }, { part }] = await Promise.all([params, searchParams]);
  const accountMails = await isAllowed("inbox.account-mails");
  const mail = await findOrNotFound(() => getMail(id, { accountMails }));
  return <MailView mail={mail} part={mailParts.find((known) => known === part) ?? "mail"} />;
});
