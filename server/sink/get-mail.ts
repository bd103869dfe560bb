import * as z from "zod";
import { type MailDto, mailDto } from "#server/contracts/inbox.ts";
import { prisma } from "#server/db.ts";
import { NotFoundError } from "#server/errors.ts";

/** One mail with all its parts. Throws NotFoundError where the inbox has none of that id. */
export async function getMail(id: string): Promise<MailDto> {
  const known = z.uuid().safeParse(id).success;
  const mail = known ? await prisma().capturedMail.findUnique({ where: { id } }) : null;
  if (!mail) throw new NotFoundError("There is no mail of that id in the inbox.");
  return mailDto.parse({ ...mail, receivedAt: mail.receivedAt.toISOString() });
}
