import { isAccountLink } from "#server/identity/accounts/sql/account-links.ts";
import { limits } from "#server/identity/limits/limits.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { clientKey } from "#server/platform/client-key.ts";
import { db } from "#server/platform/database/db.ts";
import { limitTries } from "#server/platform/rate-limits/limit-tries.ts";

/**
 * Counts an attempt with a link of an account or of set-up. A valid link has a counter of its own, because each attempt with
 * it costs a hash. Others count against their client, so that guesses from behind the same proxy do not block a valid link.
 */
export async function limitLink(token: string, address: string): Promise<void> {
  const hash = hashToken(token);
  const good = await isAccountLink(db(), hash);
  await limitTries([good ? limits.goodLink(hash) : limits.link(clientKey(address))]);
}
