import { environmentToken } from "#server/access/environment-token.ts";
import { hashToken } from "#server/access/hash-token.ts";
import { readApiTokens } from "#server/access/sql/api-tokens.ts";
import { readTokenUse } from "#server/access/sql/environment-token.ts";
import type { ApiTokenListDto } from "#server/contracts/api-token.ts";
import { db } from "#server/db.ts";
import { env } from "#server/env.ts";

/** All tokens, without their secrets, and API_TOKEN of the environment where it is set. */
export async function listTokens(): Promise<ApiTokenListDto> {
  const { API_TOKEN } = env();
  const items = await readApiTokens(db(), null);
  if (!API_TOKEN) return { items, environment: null };
  const { role, scopes } = environmentToken();
  return { items, environment: { role, scopes, lastUsedAt: await readTokenUse(db(), hashToken(API_TOKEN)) } };
}
