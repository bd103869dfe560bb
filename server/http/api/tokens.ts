import * as z from "zod";
import {
  apiTokenCreatedDto,
  apiTokenDto,
  apiTokenListDto,
  createTokenBody,
  rotateTokenBody,
} from "#server/contracts/identity/api-token.ts";
import { route } from "#server/http/route.ts";
import { createToken } from "#server/identity/tokens/create-token.ts";
import { listTokens } from "#server/identity/tokens/list-tokens.ts";
import { revokeToken } from "#server/identity/tokens/revoke-token.ts";
import { rotateToken } from "#server/identity/tokens/rotate-token.ts";

export const getTokens = route({
  summary: "List API tokens, without their secrets.",
  auth: "tokens.read",
  output: apiTokenListDto,
  handle: () => listTokens(),
});

export const postToken = route({
  summary: "Create a token. Only this answer contains it. Role, scopes and expiry are capped at the caller's.",
  auth: "tokens.manage",
  body: createTokenBody,
  output: apiTokenCreatedDto,
  status: 201,
  audit: "token.create",
  problems: ["too_many_tries"],
  handle: ({ body, actor, requestId }) => createToken(body, { actor, requestId }),
});

export const postTokenRotate = route({
  summary:
    "Rotate a token: a new secret and a new expiry. The old secret is accepted for the overlap. Only the owner may rotate.",
  auth: "tokens.manage",
  params: z.object({ id: z.uuid() }),
  body: rotateTokenBody,
  output: apiTokenCreatedDto,
  audit: "token.rotate",
  problems: ["too_many_tries"],
  handle: ({ params, body, actor, requestId }) => rotateToken(params.id, body, { actor, requestId }),
});

export const deleteToken = route({
  summary: "Revoke a token for good, with the tokens that were created with it.",
  auth: "tokens.manage",
  params: z.object({ id: z.uuid() }),
  output: apiTokenDto,
  audit: "token.revoke",
  handle: ({ params, actor, requestId }) => revokeToken(params.id, { actor, requestId }),
});
