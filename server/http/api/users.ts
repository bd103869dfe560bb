import * as z from "zod";
import { changeUserBody, inviteBody, userDto, userListDto } from "#server/contracts/identity/access.ts";
import { route } from "#server/http/route.ts";
import { changeUser } from "#server/identity/accounts/change-user.ts";
import { inviteUser } from "#server/identity/accounts/invite-user.ts";
import { listUsers } from "#server/identity/accounts/list-users.ts";
import { sendReset } from "#server/identity/accounts/send-reset.ts";

const byId = z.object({ id: z.uuid() });

export const getUsers = route({
  summary: "Everybody who may use the console.",
  auth: "users.read",
  output: userListDto,
  handle: () => listUsers(),
});

export const postUser = route({
  summary: "Invite somebody: makes the account and mails a link to choose a password.",
  auth: "users.manage",
  body: inviteBody,
  output: userDto,
  status: 201,
  audit: "user.invite",
  problems: ["conflict", "too_many_tries"],
  handle: ({ body, actor, requestId }) => inviteUser(body, { actor, requestId }),
});

export const patchUser = route({
  summary: "Give somebody another role, or switch the account off or on.",
  auth: "users.manage",
  params: byId,
  body: changeUserBody,
  output: userDto,
  audit: "user.change",
  problems: ["conflict"],
  handle: ({ params, body, actor, requestId }) => changeUser(params.id, body, { actor, requestId }),
});

export const postReset = route({
  summary: "Mail somebody a link to choose a new password.",
  auth: "users.manage",
  params: byId,
  output: z.object({ success: z.literal(true) }),
  audit: "user.send-reset",
  problems: ["conflict", "too_many_tries"],
  handle: ({ params, actor, requestId }) => sendReset(params.id, { actor, requestId }),
});
