import { hashToken } from "#server/access/hash-token.ts";
import { limits, limitTries } from "#server/access/limit-tries.ts";
import { isAccountLink } from "#server/access/sql/account-links.ts";
import { db } from "#server/db.ts";
import { clientKey } from "#server/http/client-key.ts";

/**
 * Counts an attempt with a link of an account or of set-up. One that is good is counted by itself, because each attempt with it
 * costs a hash; others count against their client, so that guesses from behind the same proxy keep nobody out.
 */
export async function limitLink(token: string, address: string): Promise<void> {
  const hash = hashToken(token);
  const good = await isAccountLink(db(), hash);
  await limitTries([good ? limits.goodLink(hash) : limits.link(clientKey(address))]);
}
