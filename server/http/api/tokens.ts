import * as z from "zod";
import { createToken } from "#server/access/create-token.ts";
import { listTokens } from "#server/access/list-tokens.ts";
import { revokeToken } from "#server/access/revoke-token.ts";
import { apiTokenCreatedDto, apiTokenDto, apiTokenListDto, createTokenBody } from "#server/contracts/access.ts";
import { route } from "#server/http/route.ts";

export const getTokens = route({
  summary: "Tokens of machines, without the tokens themselves.",
  auth: "tokens.read",
  output: apiTokenListDto,
  handle: () => listTokens(),
});

export const postToken = route({
  summary: "Make a token. This answer is the only one that holds it.",
  auth: "tokens.manage",
  body: createTokenBody,
  output: apiTokenCreatedDto,
  status: 201,
  audit: "token.create",
  problems: ["too_many_tries"],
  handle: ({ body, actor, requestId }) => createToken(body, { actor, requestId }),
});

export const deleteToken = route({
  summary: "Revoke a token for good.",
  auth: "tokens.manage",
  params: z.object({ id: z.uuid() }),
  output: apiTokenDto,
  audit: "token.revoke",
  handle: ({ params, actor, requestId }) => revokeToken(params.id, { actor, requestId }),
});
