import { timingSafeEqual } from "node:crypto";
import type { KnownActor } from "#server/audit/actor.ts";
import { findApiToken } from "#server/identity/access/sql/find-api-token.ts";
import { sessionTokenOf } from "#server/identity/sessions/session-cookie.ts";
import { findSession } from "#server/identity/sessions/sql/find-session.ts";
import { environmentToken, recordEnvironmentTokenUse } from "#server/identity/tokens/environment-token.ts";
import { hashToken, isApiToken } from "#server/identity/tokens/hash-token.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError } from "#server/platform/errors.ts";

/** Compares hashes, so that the time depends on neither the content nor the length of the token. */
const equals = (one: string, other: string) =>
  timingSafeEqual(Buffer.from(hashToken(one)), Buffer.from(hashToken(other)));

const noToken = { email: null, sessionId: null } as const;

async function bearerOf(authorization: string): Promise<KnownActor> {
  const [, given] = /^bearer +(\S{1,200})$/i.exec(authorization) ?? [];
  const own = env().API_TOKEN;
  if (given && own && equals(given, own)) {
    recordEnvironmentTokenUse(own);
    return { ...noToken, ...environmentToken() };
  }
  const secretHash = given && isApiToken(given) ? hashToken(given) : null;
  const found = secretHash === null ? null : await findApiToken(db(), secretHash);
  if (secretHash !== null && found) return { ...noToken, kind: "token", ...found, secretHash };
  throw new AppError("unauthorized", "This token is unknown, revoked or expired.");
}

/**
 * The actor of a request: of its bearer token or its session, or null for a request with neither. Throws 401 for an invalid
 * token. One statement, and none for a request without credentials.
 */
export async function identify(headers: Pick<Headers, "get">): Promise<KnownActor | null> {
  const authorization = headers.get("authorization");
  if (authorization !== null) return bearerOf(authorization);
  const token = sessionTokenOf(headers);
  const session = token === null ? null : await findSession(db(), hashToken(token), env().DEMO_MODE);
  if (!session) return null;
  const { userId: id, sessionId, name, email, role, demo } = session;
  return { kind: "user", id, name, email, role, sessionId, demo };
}
