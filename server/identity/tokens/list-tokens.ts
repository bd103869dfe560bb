import type { ApiTokenListDto } from "#server/contracts/identity/api-token.ts";
import { environmentToken } from "#server/identity/tokens/environment-token.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { readApiTokens } from "#server/identity/tokens/sql/api-tokens.ts";
import { readTokenUse } from "#server/identity/tokens/sql/environment-token.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";

/** Lists the tokens, without their secrets, and API_TOKEN of the environment where it is set. */
export async function listTokens(): Promise<ApiTokenListDto> {
  const { API_TOKEN } = env();
  const items = await readApiTokens(db(), null);
  if (!API_TOKEN) return { items, environment: null };
  const { role, scopes } = environmentToken();
  return { items, environment: { role, scopes, lastUsedAt: await readTokenUse(hashToken(API_TOKEN)) } };
}
