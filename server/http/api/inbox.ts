import * as z from "zod";
import { mayDo } from "#server/access/may-do.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { mailDto, mailListDto, webhookListDto } from "#server/contracts/inbox.ts";
import { pageLimit } from "#server/http/page-limit.ts";
import { route } from "#server/http/route.ts";
import { clearInbox } from "#server/sink/clear-inbox.ts";
import { getMail } from "#server/sink/get-mail.ts";
import { listMails } from "#server/sink/list-mails.ts";
import { listWebhooks } from "#server/sink/list-webhooks.ts";

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
