import { randomBytes } from "node:crypto";
import { setUp } from "#server/identity/accounts/set-up.ts";
import { insertAccountLink } from "#server/identity/accounts/sql/account-links.ts";
import { isSetUpOpen } from "#server/identity/accounts/sql/lock-set-up.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { ConflictError } from "#server/platform/errors.ts";

/**
 * Where nobody has an account: makes ADMIN_EMAIL's, or a one-time token for /setup, which is returned for the terminal. Null
 * where nothing is to be shown; the demo needs no account.
 */
export async function openSetUp(): Promise<string | null> {
  const { DEMO_MODE, ADMIN_EMAIL, ADMIN_PASSWORD } = env();
  if (!(await isSetUpOpen(db()))) return null;
  if (ADMIN_EMAIL && ADMIN_PASSWORD) {
    const email = ADMIN_EMAIL.toLowerCase();
    // Two web processes that start at once: the one that comes second finds it done.
    await setUp({ name: email.split("@")[0] ?? email, email, password: ADMIN_PASSWORD }, null, null).catch((error) => {
      if (!(error instanceof ConflictError)) throw error;
    });
    return null;
  }
  if (DEMO_MODE !== "off") return null;
  const token = randomBytes(32).toString("base64url");
  await insertAccountLink(db(), { hash: hashToken(token), userId: null, purpose: "setup", hours: 24 });
  return token;
}
