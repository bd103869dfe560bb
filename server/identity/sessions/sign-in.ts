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
import { limitAttempts } from "#server/platform/rate-limits/limit-attempts.ts";
import { type Limit, resetAttempts } from "#server/platform/rate-limits/sql/count-attempt.ts";
import { securityLog } from "#server/platform/telemetry/security-log.ts";

export type SignedIn = { token: string; actor: KnownActor };
export type Client = { address: string; userAgent: string };

const quarter = 900;

/** The hash of an address, for keys and logs, whether or not there is such an account. */
export const accountHash = (email: string): string => hashToken(email).slice(0, 32);

/** The limits of one attempt; success resets the first. A known device has its own counters. */
async function limitsOf(email: string, { address, device }: Client & { device: Device | null }): Promise<Limit[]> {
  if (device) {
    return [
      { key: `device ${device.key}`, attempts: 5, seconds: 60 },
      { key: `device-quarter ${device.key}`, attempts: 20, seconds: quarter },
    ];
  }
  const [account, client] = [accountHash(email), clientKey(address)];
  const pair: Limit = { key: `pair ${account} ${client}`, attempts: 5, seconds: 60 };
  const perClient: Limit = { key: `address ${client}`, attempts: 20, seconds: quarter };
  const perAccount: Limit = { key: `account ${account}`, attempts: 20, seconds: quarter };
  // Attempts from elsewhere cannot lock an account out from addresses that it has used.
  return (await isKnownAddress(db(), email, address)) ? [pair, perClient] : [pair, perClient, perAccount];
}

/**
 * Checks a password and creates a session. An unknown address, a wrong password and a disabled account get the same answer after
 * the same work (401). Throws 429 beyond the limits of `limitsOf`. All of it waits in the password queue, so that a flood reaches
 * neither the database nor the hash.
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
  await limitAttempts(limits, "wrong passwords");
  const { addressHeader, auth } = await import("#server/identity/sessions/auth.ts");
  const headers = new Headers({ [addressHeader]: client.address, "user-agent": client.userAgent.slice(0, 300) });
  const token = await auth()
    .api.signInEmail({ body: { email, password }, headers })
    .then((result) => result.token)
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.name !== "APIError") throw error;
      securityLog("security.sign-in-failed", { account: accountHash(email), client: client.address, requestId });
      throw new AppError("unauthorized", "The e-mail address or the password is wrong.");
    });
  const session = await findSession(db(), hashToken(token), "off");
  if (!session) throw new Error("a new session was not found");
  const [own = "", ...others] = limits.map(({ key }) => key);
  await resetAttempts(db(), own, others);
  return recordSignIn(token, session, requestId, replaces);
}
