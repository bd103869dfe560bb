import { readApiTokens } from "#server/access/sql/api-tokens.ts";
import type { ApiTokenDto } from "#server/contracts/access.ts";
import { db } from "#server/db.ts";

export async function listTokens(): Promise<{ items: ApiTokenDto[] }> {
  return { items: await readApiTokens(db()) };
}
