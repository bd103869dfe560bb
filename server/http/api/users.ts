import * as z from "zod";
import { changeUserBody, inviteBody, userDto, userListDto } from "#server/contracts/identity/access.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { changeUser } from "#server/identity/accounts/change-user.ts";
import { inviteUser } from "#server/identity/accounts/invite-user.ts";
import { listUsers } from "#server/identity/accounts/list-users.ts";
import { sendReset } from "#server/identity/accounts/send-reset.ts";

const byId = z.object({ id: z.uuid().toLowerCase() });

export const userRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/users",
    callers: "admins",
    summary: "List users of the console.",
    auth: "users.read",
    output: userListDto,
    handle: () => listUsers(),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/users",
    callers: "admins",
    summary: "Invite a user. Creates the account and mails a link to set a password.",
    auth: "users.manage",
    body: inviteBody,
    output: userDto,
    status: 201,
    audit: "user.invite",
    example: { body: { name: "Leo Kim", email: "leo@example.com", role: "viewer" } },
    problems: ["conflict", "too_many_tries"],
    handle: ({ body, actor, requestId }) => inviteUser(body, { actor, requestId }),
  }),

  defineRoute({
    method: "PATCH",
    path: "/api/v1/users/{id}",
    callers: "admins",
    summary: "Change a user's role, or disable or enable the account.",
    auth: "users.manage",
    params: byId,
    body: changeUserBody,
    output: userDto,
    audit: "user.change",
    example: { given: "user", body: { role: "operator" } },
    problems: ["conflict"],
    handle: ({ params, body, actor, requestId }) => changeUser(params.id, body, { actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/users/{id}/reset",
    callers: "admins",
    summary: "Mail a user a link to set a new password.",
    auth: "users.manage",
    params: byId,
    output: z.object({ success: z.literal(true) }),
    audit: "user.send-reset",
    example: { given: "user" },
    problems: ["conflict", "too_many_tries"],
    handle: ({ params, actor, requestId }) => sendReset(params.id, { actor, requestId }),
  }),
];
