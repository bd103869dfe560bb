import type { KnownActor } from "#server/audit/actor.ts";
import type { Device } from "#server/identity/sessions/known-device.ts";
import { inPasswordQueue } from "#server/identity/sessions/password-queue.ts";
import { recordSignIn } from "#server/identity/sessions/record-sign-in.ts";
import { findSession } from "#server/identity/sessions/sql/find-session.ts";
import { isKnownAddress } from "#server/identity/sessions/sql/is-known-address.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { clientKey } from "#server/platform/client-key.ts";
import { db } from "#server/platform/database/db.ts";
import { AppError } from "#server/platform/errors.ts";
import { limitTries } from "#server/platform/rate-limits/limit-tries.ts";
import { forgiveTries, type Limit } from "#server/platform/rate-limits/sql/count-try.ts";
import { securityLog } from "#server/platform/telemetry/security-log.ts";

export type SignedIn = { token: string; actor: KnownActor };
export type Client = { address: string; userAgent: string };

const quarter = 900;

/** The hash that stands for an account in keys and logs, whether or not the account exists. */
export const accountHash = (email: string): string => hashToken(email).slice(0, 32);

/** The limits of one attempt; success resets the first. A known device has a counter of its own. */
async function limitsOf(email: string, { address, device }: Client & { device: Device | null }): Promise<Limit[]> {
  if (device) {
    return [
      { key: `device ${device.key}`, tries: 5, seconds: 60 },
      { key: `device-quarter ${device.key}`, tries: 20, seconds: quarter },
    ];
  }
  const [who, client] = [accountHash(email), clientKey(address)];
  const pair: Limit = { key: `pair ${who} ${client}`, tries: 5, seconds: 60 };
  const all: Limit = { key: `address ${client}`, tries: 20, seconds: quarter };
  const account: Limit = { key: `account ${who}`, tries: 20, seconds: quarter };
  // Strangers cannot lock out an account from the addresses that it was used from before.
  return (await isKnownAddress(db(), email, address)) ? [pair, all] : [pair, all, account];
}

/**
 * Checks a password and makes a session. Answers the same, after the same work, for an address that nobody has, a wrong
 * password and an account that is switched off (401). Throws 429 above 5 attempts a minute for an account from one client,
 * 20 in a quarter of an hour from one client, and 20 for one account from addresses that it was never used from; above 5 and 20
 * from a known device. All of it waits in the queue of passwords, so that a flood reaches neither the database nor the hash.
 */
export async function signIn(
  credentials: { email: string; password: string },
  client: Client & { device: Device | null },
  requestId: string,
  replaces: string | null = null,
): Promise<SignedIn> {
  return inPasswordQueue(
    () => checkCredentials(credentials, client, requestId, replaces),
    client.device ? "known" : "other",
  );
}

async function checkCredentials(
  { email, password }: { email: string; password: string },
  client: Client & { device: Device | null },
  requestId: string,
  replaces: string | null,
): Promise<SignedIn> {
  const limits = await limitsOf(email, client);
  await limitTries(limits, "wrong passwords");
  const { addressHeader, auth } = await import("#server/identity/sessions/auth.ts");
  const headers = new Headers({ [addressHeader]: client.address, "user-agent": client.userAgent.slice(0, 300) });
  const token = await auth()
    .api.signInEmail({ body: { email, password }, headers })
    .then((result) => result.token)
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== "APIError") throw error;
      securityLog("security.sign-in-failed", { account: accountHash(email), client: client.address, requestId });
      throw new AppError("unauthorized", "The e-mail address or the password is not right.");
    });
  const session = await findSession(db(), hashToken(token), "off");
  if (!session) throw new Error("a session that was just made is not there");
  const [own = "", ...others] = limits.map(({ key }) => key);
  await forgiveTries(db(), own, others);
  return recordSignIn(token, session, requestId, replaces);
}
