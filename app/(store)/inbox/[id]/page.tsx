import type { Metadata } from "next";
import { findOrNotFound } from "#app/find-or-not-found.ts";
import { isLocal, LocalOnly } from "#app/local-only.tsx";
import { MailView, mailParts } from "#components/inbox/mail-view.tsx";
import { getMail } from "#server/sink/get-mail.ts";

export const metadata: Metadata = { title: "Mail" };

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ part?: string | string[] }> };

export default async function MailPage({ params, searchParams }: Props) {
  if (!(await isLocal())) return <LocalOnly what="The inbox" />;
  const [{ id }, { part }] = await Promise.all([params, searchParams]);
  const mail = await findOrNotFound(() => getMail(id));
  return <MailView mail={mail} part={mailParts.find((known) => known === part) ?? "mail"} />;
}
