import * as z from "zod";
import { auditActionNames, auditListDto } from "#server/contracts/audit.ts";
import { plainText } from "#server/contracts/email-address.ts";
import { pageLimit } from "#server/http/request/page-limit.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { listAudit } from "#server/monitoring/activity/list-audit.ts";

export const auditRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/audit",
    callers: "operators",
    summary: "List audit entries, newest first.",
    auth: "audit.read",
    query: z.strictObject({
      cursor: z
        .string()
        .regex(/^\d{1,15}$/, "is not a valid cursor of this list. Omit it for the first page")
        .transform(Number)
        .optional(),
      limit: pageLimit,
      action: z.enum(auditActionNames).optional(),
      actor: plainText(200).optional(),
      target: plainText(200).optional(),
    }),
    output: auditListDto,
    handle: ({ query: { cursor, action, actor, target, limit } }) =>
      listAudit({
        before: cursor ?? null,
        action: action ?? null,
        actor: actor ?? null,
        target: target ?? null,
        limit,
      }),
  }),
];
