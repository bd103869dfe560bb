import { randomBytes } from "node:crypto";
import { setUp } from "#server/identity/accounts/set-up.ts";
import { insertAccountLink } from "#server/identity/accounts/sql/account-links.ts";
import { isSetUpOpen } from "#server/identity/accounts/sql/lock-set-up.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { ConflictError } from "#server/platform/errors.ts";

/**
 * While there is no account: creates ADMIN_EMAIL's, or returns a one-time token for /setup, to be shown in the terminal. Null
 * where there is none to show. The demo needs no account.
 */
export async function openSetUp(): Promise<string | null> {
  const { DEMO_MODE, ADMIN_EMAIL, ADMIN_PASSWORD } = env();
  if (!(await isSetUpOpen(db()))) return null;
  if (ADMIN_EMAIL && ADMIN_PASSWORD) {
    const email = ADMIN_EMAIL.toLowerCase();
    // Of two web processes that start together the second finds the account.
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
