import { timingSafeEqual } from "node:crypto";
import type { KnownActor } from "#server/audit/actor.ts";
import { findApiToken } from "#server/identity/access/sql/find-api-token.ts";
import { sessionTokenOf } from "#server/identity/sessions/session-cookie.ts";
import { findSession } from "#server/identity/sessions/sql/find-session.ts";
import { environmentToken, noteEnvironmentTokenUse } from "#server/identity/tokens/environment-token.ts";
import { hashToken, isApiToken } from "#server/identity/tokens/hash-token.ts";
import { db } from "#server/platform/database/db.ts";
import { env } from "#server/platform/env/env.ts";
import { AppError } from "#server/platform/errors.ts";

/** Equal length by hashing, so that neither content nor length of the token can be timed. */
const equals = (one: string, other: string) =>
  timingSafeEqual(Buffer.from(hashToken(one)), Buffer.from(hashToken(other)));

const noToken = { email: null, sessionId: null } as const;

async function bearerOf(authorization: string): Promise<KnownActor> {
  const [, given] = /^bearer +(\S{1,200})$/i.exec(authorization) ?? [];
  const own = env().API_TOKEN;
  if (given && own && equals(given, own)) {
    noteEnvironmentTokenUse(own);
    return { ...noToken, ...environmentToken() };
  }
  const secretHash = given && isApiToken(given) ? hashToken(given) : null;
  const found = secretHash === null ? null : await findApiToken(db(), secretHash);
  if (secretHash !== null && found) return { ...noToken, kind: "token", ...found, secretHash };
  throw new AppError("unauthorized", "This token is unknown, revoked or expired.");
}

/**
 * Who asks: the bearer of a token, the person of a session, or null. A token that is wrong is an error and not nobody:
 * whoever sends one means it. One statement, and none for a request without either.
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
