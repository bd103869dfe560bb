import * as z from "zod";
import {
  changePasswordBody,
  choosePasswordBody,
  continueAsBody,
  meDto,
  setUpBody,
  signInBody,
} from "#server/contracts/identity/access.ts";
import { refuseReboundHost } from "#server/http/request/refuse-rebound-host.ts";
import { Answer, defineRoute } from "#server/http/route/define-route.ts";
import { changePassword } from "#server/identity/accounts/change-password.ts";
import { choosePassword } from "#server/identity/accounts/choose-password.ts";
import { limitLink } from "#server/identity/accounts/limit-link.ts";
import { setUp } from "#server/identity/accounts/set-up.ts";
import { toMe } from "#server/identity/accounts/to-me.ts";
import { continueAs } from "#server/identity/sessions/continue-as.ts";
import { deviceCookie, knownDevice } from "#server/identity/sessions/known-device.ts";
import { sessionCookie, sessionTokenOf } from "#server/identity/sessions/session-cookie.ts";
import { accountHash, type SignedIn, signIn } from "#server/identity/sessions/sign-in.ts";
import { signOut } from "#server/identity/sessions/sign-out.ts";

const done = z.object({ success: z.literal(true) });
const ended = z.object({ ended: z.int() });
const doneFor = done.extend({ email: z.string() });

/** Every sign-in creates a new token and ends the previous session, to prevent session fixation. */
const signedIn = ({ token, actor }: SignedIn, ...cookies: string[]) =>
  new Answer(toMe(actor), { status: 201, headers: { "Set-Cookie": [sessionCookie(token), ...cookies] } });
const signedOut = <Data>(data: Data) => new Answer(data, { headers: { "Set-Cookie": sessionCookie(null) } });

export const accountRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/me",
    callers: "readers",
    summary: "Get the caller's own account and permissions.",
    auth: "account.read",
    output: meDto,
    handle: async ({ actor }) => toMe(actor),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/session",
    callers: "anyone",
    summary: "Sign in with an e-mail address and a password. Sets the session cookie.",
    auth: "public",
    sameOrigin: true,
    body: signInBody,
    output: meDto,
    status: 201,
    audit: "session.sign-in",
    example: { given: "user-credentials" },
    problems: ["unauthorized", "forbidden", "too_many_tries"],
    handle: async ({ body, client, requestId, headers }) => {
      const account = accountHash(body.email);
      const device = await knownDevice(headers, account);
      const result = await signIn(body, { ...client, device }, requestId, sessionTokenOf(headers));
      return signedIn(result, await deviceCookie(account, device));
    },
  }),

  defineRoute({
    method: "DELETE",
    path: "/api/v1/session",
    callers: "sessions",
    summary: "Sign out of this session.",
    auth: "account.own",
    output: ended,
    audit: "session.sign-out",
    example: { given: "own-session" },
    handle: async ({ actor, requestId }) => signedOut(await signOut(actor, requestId, false)),
  }),

  defineRoute({
    method: "DELETE",
    path: "/api/v1/sessions",
    callers: "sessions",
    summary: "Sign out of all sessions of the account.",
    auth: "account.own",
    output: ended,
    audit: "session.sign-out-everywhere",
    example: { given: "own-session" },
    handle: async ({ actor, requestId }) => signedOut(await signOut(actor, requestId, true)),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/session/demo",
    callers: "anyone",
    summary: "Sign in to the demo as viewer or operator, or as admin in the local demo.",
    auth: "public",
    sameOrigin: true,
    body: continueAsBody,
    output: meDto,
    status: 201,
    audit: "session.sign-in",
    example: { given: "demo", body: { role: "viewer" } },
    problems: ["forbidden", "not_found", "too_many_tries"],
    handle: async ({ body, client, requestId, headers }) => {
      refuseReboundHost(headers);
      return signedIn(await continueAs(body.role, client, requestId, sessionTokenOf(headers)));
    },
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/setup",
    callers: "anyone",
    summary: "Create the first account. Requires the one-time token from the server's terminal, and works once.",
    auth: "public",
    sameOrigin: true,
    body: setUpBody,
    output: doneFor,
    status: 201,
    audit: "user.set-up",
    example: { given: "no-set-up", body: { name: "Ana Reis", email: "ana@example.com" } },
    problems: ["forbidden", "conflict", "too_many_tries"],
    handle: async ({ body: { token, ...admin }, client, requestId }) => {
      await limitLink(token, client.address);
      return setUp(admin, token, requestId);
    },
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/password/by-link",
    callers: "anyone",
    summary: "Set a password with the token of a mailed link.",
    auth: "public",
    sameOrigin: true,
    body: choosePasswordBody,
    output: doneFor,
    audit: "user.choose-password",
    example: { given: "reset-link" },
    problems: ["forbidden", "too_many_tries"],
    handle: async ({ body, client, requestId }) => {
      await limitLink(body.token, client.address);
      return choosePassword(body, requestId);
    },
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/password",
    callers: "sessions",
    summary: "Change the caller's own password. Ends all sessions of the account.",
    auth: "account.own",
    body: changePasswordBody,
    output: done,
    audit: "user.choose-password",
    example: { given: "own-password", body: { password: "another good sentence" } },
    problems: ["conflict", "too_many_tries"],
    handle: async ({ body, actor, requestId }) => signedOut(await changePassword(actor, body, requestId)),
  }),
];
