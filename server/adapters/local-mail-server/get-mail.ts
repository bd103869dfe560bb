import * as z from "zod";
import { isAccountMail } from "#server/adapters/local-mail-server/account-mail.ts";
import { type MailDto, mailDto } from "#server/contracts/delivery/inbox.ts";
import { prisma } from "#server/platform/database/db.ts";
import { NotFoundError } from "#server/platform/errors.ts";

/** One mail with all its parts. Throws NotFoundError where the id is unknown or the mail is hidden from this reader. */
export async function getMail(id: string, { accountMails }: { accountMails: boolean }): Promise<MailDto> {
  const known = z.uuid().safeParse(id).success;
  const mail = known ? await prisma().capturedMail.findUnique({ where: { id } }) : null;
  if (!mail || (!accountMails && isAccountMail(mail))) throw new NotFoundError("The inbox has no mail with this ID.");
  return mailDto.parse({ ...mail, receivedAt: mail.receivedAt.toISOString() });
}
