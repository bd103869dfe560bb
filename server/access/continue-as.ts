import { randomBytes } from "node:crypto";
import { hashToken } from "#server/access/hash-token.ts";
import { recordSignIn } from "#server/access/record-sign-in.ts";
import type { Client, SignedIn } from "#server/access/sign-in.ts";
import { findSession } from "#server/access/sql/find-session.ts";
import { insertDemoSession } from "#server/access/sql/insert-demo-session.ts";
import type { Role } from "#server/contracts/access.ts";
import { db } from "#server/db.ts";
import { env } from "#server/env.ts";
import { NotFoundError } from "#server/errors.ts";

/** In the demo, and only there, anybody may be one of its three people. They have no password. */
export async function continueAs(role: Role, client: Client, requestId: string): Promise<SignedIn> {
  if (!env().DEMO_MODE) throw new NotFoundError("This is not a demo: sign in with your account.");
  const token = randomBytes(32).toString("base64url");
  await insertDemoSession(db(), { role, hash: hashToken(token), ...client });
  const session = await findSession(db(), hashToken(token), true);
  if (!session) throw new NotFoundError("This person of the demo was switched off. Continue as another.");
  return recordSignIn(token, session, requestId);
}
