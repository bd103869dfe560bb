import * as z from "zod";
import { clearInbox } from "#server/adapters/local-mail-server/clear-inbox.ts";
import { getMail } from "#server/adapters/local-mail-server/get-mail.ts";
import { listMails } from "#server/adapters/local-mail-server/list-mails.ts";
import { listWebhooks } from "#server/adapters/local-mail-server/list-webhooks.ts";
import { mayDo } from "#server/audit/may-do.ts";
import { mailDto, mailListDto, webhookListDto } from "#server/contracts/delivery/inbox.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { pageLimit } from "#server/http/request/page-limit.ts";
import { defineRoute } from "#server/http/route/define-route.ts";

export const inboxRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/inbox",
    callers: "admins",
    summary: "List mails that the local mail server received.",
    auth: "inbox.read",
    query: z.strictObject({
      cursor: z.string().max(500).optional(),
      limit: pageLimit,
      recipient: plainText(254).optional(),
    }),
    output: mailListDto,
    handle: ({ query, actor }) => listMails({ ...query, accountMails: mayDo(actor, "inbox.account-mails") }),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/inbox/{id}",
    callers: "admins",
    summary: "Get a received mail.",
    auth: "inbox.read",
    params: z.object({ id: z.uuid().toLowerCase() }),
    output: mailDto,
    handle: ({ params, actor }) => getMail(params.id, { accountMails: mayDo(actor, "inbox.account-mails") }),
  }),

  defineRoute({
    method: "DELETE",
    path: "/api/v1/inbox",
    callers: "admins",
    summary: "Delete all received mails and webhooks.",
    auth: "inbox.clear",
    output: z.object({ mails: z.int(), webhooks: z.int() }),
    audit: "inbox.clear",
    example: {},
    handle: ({ actor, requestId }) => clearInbox({ actor, requestId }),
  }),

  defineRoute({
    method: "GET",
    path: "/api/v1/webhooks",
    callers: "admins",
    summary: "List webhooks that the local receiver received.",
    auth: "inbox.read",
    output: webhookListDto,
    handle: () => listWebhooks(),
  }),
];
