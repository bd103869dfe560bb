import { isAccountLink } from "#server/identity/accounts/sql/account-links.ts";
import { limits } from "#server/identity/limits/limits.ts";

import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { clientKey } from "#server/platform/client-key.ts";
import { db } from "#server/platform/database/db.ts";
import { limitAttempts } from "#server/platform/rate-limits/limit-attempts.ts";

/**
 * Counts an attempt with a link of an account or of set-up. A valid link has its own counter, because each attempt costs a
 * hash. Invalid links count per client, so that guesses behind the same proxy do not block a valid link.
 */
export async function limitLink(token: string, address: string): Promise<void> {
  const hash = hashToken(token);
  const isValid = await isAccountLink(db(), hash);
  await limitAttempts([isValid ? limits.goodLink(hash) : limits.link(clientKey(address))]);
}
