import { clientKey } from "#server/http/client-key.ts";
import { limitAttempts, limits } from "#server/identity/access/limit-attempts.ts";
import { isAccountLink } from "#server/identity/sql/account-links.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { db } from "#server/platform/database/db.ts";

/**
 * Counts an attempt with a link of an account or of set-up. A valid link has a counter of its own, because each attempt with
 * it costs a hash. Others count against their client, so that guesses from behind the same proxy do not block a valid link.
 */
export async function limitLink(token: string, address: string): Promise<void> {
  const hash = hashToken(token);
  const good = await isAccountLink(db(), hash);
  await limitAttempts([good ? limits.goodLink(hash) : limits.link(clientKey(address))]);
}
