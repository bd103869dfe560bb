import * as z from "zod";
import { plainText } from "#server/contracts/email-address.ts";
import { mailDto, mailListDto, webhookListDto } from "#server/contracts/inbox.ts";
import { pageLimit } from "#server/http/page-limit.ts";
import { route } from "#server/http/route.ts";
import { clearInbox } from "#server/sink/clear-inbox.ts";
import { getMail } from "#server/sink/get-mail.ts";
import { listMails } from "#server/sink/list-mails.ts";
import { listWebhooks } from "#server/sink/list-webhooks.ts";

/** Captured mails carry whole addresses, so the inbox is the operator's, even in the demo. */
export const getMails = route({
  auth: "operator",
  query: z.strictObject({
    cursor: z.string().max(500).optional(),
    limit: pageLimit,
    recipient: plainText(254).optional(),
  }),
  output: mailListDto,
  handle: ({ query }) => listMails(query),
});

export const getMailById = route({
  auth: "operator",
  params: z.object({ id: z.uuid() }),
  output: mailDto,
  handle: ({ params }) => getMail(params.id),
});

export const deleteMails = route({
  auth: "operator",
  output: z.object({ mails: z.int(), webhooks: z.int() }),
  handle: () => clearInbox(),
});

export const getWebhooks = route({ auth: "operator", output: webhookListDto, handle: () => listWebhooks() });
