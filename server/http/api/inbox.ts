import * as z from "zod";
import { clearInbox } from "#server/adapters/local-mail-server/clear-inbox.ts";
import { getMail } from "#server/adapters/local-mail-server/get-mail.ts";
import { listMails } from "#server/adapters/local-mail-server/list-mails.ts";
import { listWebhooks } from "#server/adapters/local-mail-server/list-webhooks.ts";
import { mayDo } from "#server/audit/may-do.ts";
import { mailDto, mailListDto, webhookListDto } from "#server/contracts/delivery/inbox.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { pageLimit } from "#server/http/page-limit.ts";
import { route } from "#server/http/route.ts";

export const getMails = route({
  summary: "Mails that the local mail server took.",
  auth: "inbox.read",
  query: z.strictObject({
    cursor: z.string().max(500).optional(),
    limit: pageLimit,
    recipient: plainText(254).optional(),
  }),
  output: mailListDto,
  handle: ({ query, actor }) => listMails({ ...query, accountMails: mayDo(actor, "inbox.account-mails") }),
});

export const getMailById = route({
  summary: "One captured mail, whole.",
  auth: "inbox.read",
  params: z.object({ id: z.uuid() }),
  output: mailDto,
  handle: ({ params, actor }) => getMail(params.id, { accountMails: mayDo(actor, "inbox.account-mails") }),
});

export const deleteMails = route({
  summary: "Empty the inbox.",
  auth: "inbox.clear",
  output: z.object({ mails: z.int(), webhooks: z.int() }),
  audit: "inbox.clear",
  handle: ({ actor, requestId }) => clearInbox({ actor, requestId }),
});

export const getWebhooks = route({
  summary: "Webhooks that the local receiver took.",
  auth: "inbox.read",
  output: webhookListDto,
  handle: () => listWebhooks(),
});
