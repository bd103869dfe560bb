import * as z from "zod";
import { type MailDto, mailDto } from "#server/contracts/inbox.ts";
import { prisma } from "#server/db.ts";
import { NotFoundError } from "#server/errors.ts";
import { isAccountMail } from "#server/sink/account-mail.ts";

/** One mail with all its parts. Throws NotFoundError where the inbox has none of that id for this reader. */
export async function getMail(id: string, { accountMails }: { accountMails: boolean }): Promise<MailDto> {
  const known = z.uuid().safeParse(id).success;
  const mail = known ? await prisma().capturedMail.findUnique({ where: { id } }) : null;
  if (!mail || (!accountMails && isAccountMail(mail))) throw new NotFoundError("The inbox has no mail with this ID.");
  return mailDto.parse({ ...mail, receivedAt: mail.receivedAt.toISOString() });
}
