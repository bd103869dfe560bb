import * as z from "zod";
import {
  apiTokenCreatedDto,
  apiTokenDto,
  apiTokenListDto,
  createTokenBody,
  rotateTokenBody,
} from "#server/contracts/identity/api-token.ts";
import { defineRoute } from "#server/http/route/define-route.ts";
import { createToken } from "#server/identity/tokens/create-token.ts";
import { listTokens } from "#server/identity/tokens/list-tokens.ts";
import { revokeToken } from "#server/identity/tokens/revoke-token.ts";
import { rotateToken } from "#server/identity/tokens/rotate-token.ts";

export const tokenRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/v1/tokens",
    callers: "admins",
    summary: "List API tokens, without their secrets.",
    auth: "tokens.read",
    output: apiTokenListDto,
    handle: () => listTokens(),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/tokens",
    callers: "admins",
    summary:
      "Create an API token. Only this response contains its secret. Role, scopes and expiry are capped at the caller's.",
    auth: "tokens.manage",
    body: createTokenBody,
    output: apiTokenCreatedDto,
    status: 201,
    audit: "token.create",
    example: { body: { name: "deploy", role: "viewer" } },
    problems: ["too_many_tries"],
    handle: ({ body, actor, requestId }) => createToken(body, { actor, requestId }),
  }),

  defineRoute({
    method: "POST",
    path: "/api/v1/tokens/{id}/rotate",
    callers: "admins",
    summary:
      "Rotate an API token: a new secret and a new expiry. The old secret is accepted for the overlap. Only the owner may rotate it.",
    auth: "tokens.manage",
    params: z.object({ id: z.uuid().toLowerCase() }),
    body: rotateTokenBody,
    output: apiTokenCreatedDto,
    audit: "token.rotate",
    example: { given: "admin-token" },
    problems: ["too_many_tries"],
    handle: ({ params, body, actor, requestId }) => rotateToken(params.id, body, { actor, requestId }),
  }),

  defineRoute({
    method: "DELETE",
    path: "/api/v1/tokens/{id}",
    callers: "admins",
    summary: "Revoke an API token for good, with the tokens that were created with it.",
    auth: "tokens.manage",
    params: z.object({ id: z.uuid().toLowerCase() }),
    output: apiTokenDto,
    audit: "token.revoke",
    example: { given: "token" },
    handle: ({ params, actor, requestId }) => revokeToken(params.id, { actor, requestId }),
  }),
];
