import { clientKey } from "#server/http/client-key.ts";
import { limitAttempts, limits } from "#server/identity/access/limit-attempts.ts";
import { isAccountLink } from "#server/identity/sql/account-links.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { db } from "#server/platform/database/db.ts";

/**
 * Counts an attempt with a link of an account or of set-up. A valid link has its own counter, because each attempt costs a
 * hash. Invalid links count per client, so that guesses behind the same proxy do not block a valid link.
 */
export async function limitLink(token: string, address: string): Promise<void> {
  const hash = hashToken(token);
  const isValid = await isAccountLink(db(), hash);
  await limitAttempts([isValid ? limits.goodLink(hash) : limits.link(clientKey(address))]);
}
