import { randomBytes } from "node:crypto";
import { demoRoles, type Role } from "#server/contracts/identity/access.ts";
import { limits } from "#server/identity/limits/limits.ts";
import { recordSignIn } from "#server/identity/sessions/record-sign-in.ts";
import type { Client, SignedIn } from "#server/identity/sessions/sign-in.ts";
import { findSession } from "#server/identity/sessions/sql/find-session.ts";
import { insertDemoSession } from "#server/identity/sessions/sql/insert-demo-session.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { clientKey } from "#server/platform/client-key.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError, NotFoundError } from "#server/platform/errors.ts";
import { limitAttempts } from "#server/platform/rate-limits/limit-attempts.ts";

/**
 * Signs a visitor in as a demo identity, which has no password. Throws 404 outside of the demo, 403 for a role that this demo
 * does not offer, 429 above 30 sign-ins in 15 minutes from one client of the public demo.
 */
export async function continueAs(
  role: Role,
  client: Client,
  requestId: string,
  replaces: string | null = null,
): Promise<SignedIn> {
  const demo = env().DEMO_MODE;
  if (demo === "off") throw new NotFoundError("This is not a demo: sign in with your account.");
  if (!demoRoles(demo).includes(role)) {
    throw new AppError("forbidden", `The public demo offers no ${role}. Continue as ${demoRoles(demo).join(" or ")}.`);
  }
  // Without an address all visitors would share one counter.
  if (demo === "public" && client.address !== "unknown") {
    await limitAttempts([limits.publicDemo(clientKey(client.address))], "sign-ins to the demo");
  }
  const token = randomBytes(32).toString("base64url");
  await insertDemoSession(db(), { role, hash: hashToken(token), ...client });
  const session = await findSession(db(), hashToken(token), demo);
  if (!session) throw new NotFoundError("This demo identity is disabled. Continue as another one.");
  return recordSignIn(token, session, requestId, replaces);
}
