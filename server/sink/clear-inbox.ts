import { prisma } from "#server/db.ts";

/** Empties the demo's inbox. What the sink remembers of its tricks stays: a mail on its way must not meet them again. */
export async function clearInbox(): Promise<{ mails: number; webhooks: number }> {
  const [mails, webhooks] = await prisma().$transaction([
    prisma().capturedMail.deleteMany(),
    prisma().capturedWebhook.deleteMany(),
  ]);
  return { mails: mails.count, webhooks: webhooks.count };
}
