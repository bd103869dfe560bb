import * as z from "zod";
import { auditActionNames, auditListDto } from "#server/contracts/audit.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { pageLimit } from "#server/http/page-limit.ts";
import { route } from "#server/http/route.ts";
import { listAudit } from "#server/monitoring/activity/list-audit.ts";

export const getAudit = route({
  summary: "Who did what, to what, and why: newest first, page by page.",
  auth: "audit.read",
  query: z.strictObject({
    cursor: z
      .string()
      .regex(/^\d{1,15}$/, "is not a cursor of this list; start without one")
      .transform(Number)
      .optional(),
    limit: pageLimit,
    action: z.enum(auditActionNames).optional(),
    actor: plainText(200).optional(),
    target: plainText(200).optional(),
  }),
  output: auditListDto,
  handle: ({ query: { cursor, action, actor, target, limit } }) =>
    listAudit({ before: cursor ?? null, action: action ?? null, actor: actor ?? null, target: target ?? null, limit }),
});
