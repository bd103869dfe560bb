import type { KnownActor } from "#server/access/actor.ts";
import { hashToken } from "#server/access/hash-token.ts";
import { limitTries } from "#server/access/limit-tries.ts";
import { recordSignIn } from "#server/access/record-sign-in.ts";
import { forgiveTries, type Limit } from "#server/access/sql/count-try.ts";
import { findSession } from "#server/access/sql/find-session.ts";
import { isKnownAddress } from "#server/access/sql/is-known-address.ts";
import { db } from "#server/db.ts";
import { AppError } from "#server/errors.ts";
import { securityLog } from "#server/telemetry/security-log.ts";

export type SignedIn = { token: string; actor: KnownActor };
export type Client = { address: string; userAgent: string };

const quarter = 900;

/**
 * Checks a password and makes a session. Answers the same, after the same work, for an address that nobody has, a wrong
 * password and an account that is switched off (401). Throws 429 above 5 tries a minute for an account from one address,
 * 20 in a quarter of an hour from one address, and 20 for one account from addresses that it was never used from.
 */
export async function signIn(
  credentials: { email: string; password: string },
  client: Client,
  requestId: string,
): Promise<SignedIn> {
  const { email, password } = credentials;
  const who = hashToken(email).slice(0, 32);
  const pair: Limit = { key: `pair ${who} ${client.address}`, tries: 5, seconds: 60 };
  const address: Limit = { key: `address ${client.address}`, tries: 20, seconds: quarter };
  const account: Limit = { key: `account ${who}`, tries: 20, seconds: quarter };
  // Strangers cannot keep out somebody who comes from where they always come from.
  const limits = (await isKnownAddress(db(), email, client.address)) ? [pair, address] : [pair, address, account];
  await limitTries(limits, "wrong passwords");
  const { addressHeader, auth } = await import("#server/access/auth.ts");
  const headers = new Headers({ [addressHeader]: client.address, "user-agent": client.userAgent.slice(0, 300) });
  const token = await auth()
    .api.signInEmail({ body: { email, password }, headers })
    .then((result) => result.token)
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== "APIError") throw error;
      securityLog("security.sign-in-failed", { account: who, client: client.address, requestId });
      throw new AppError("unauthorized", "The e-mail address or the password is not right.");
    });
  const session = await findSession(db(), hashToken(token), true);
  if (!session) throw new Error("a session that was just made is not there");
  await forgiveTries(
    db(),
    pair.key,
    limits.map(({ key }) => key),
  );
  return recordSignIn(token, session, requestId);
}
