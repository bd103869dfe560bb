import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { cookieOf, isSecure, setCookie } from "#server/identity/sessions/session-cookie.ts";
import { readInstallationSecret } from "#server/identity/sessions/sql/installation-secret.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import { db } from "#server/platform/database/db.ts";

const days = 180;
const cookieName = () => (isSecure() ? "__Host-redeliver-device" : "redeliver_device");

let secret: Promise<Buffer> | undefined;

/** Read once per process: known devices are recognised before the password queue, without the database. */
async function installationSecret(): Promise<Buffer> {
  secret ??= readInstallationSecret(db(), "known_device");
  try {
    return await secret;
  } catch (error) {
    secret = undefined;
    throw error;
  }
}

const sign = (key: Buffer, account: string, nonce: string, issued: string) =>
  createHmac("sha256", key).update(`device ${account} ${nonce} ${issued}`).digest("base64url");

export type Device = { nonce: string; key: string };

/**
 * The device of a request, if this account signed in on it within the last 180 days; else null. `account` is a hash. The cookie
 * is signed for one account. It proves no identity; it only gives the device its own attempt limits.
 */
export async function knownDevice(headers: Pick<Headers, "get">, account: string): Promise<Device | null> {
  const [, issued = "", nonce = "", given = ""] =
    /^([0-9a-z]{1,8})\.([\w-]{22})\.([\w-]{43})$/.exec(cookieOf(headers, cookieName()) ?? "") ?? [];
  const age = Date.now() / 1000 - Number.parseInt(issued, 36);
  if (!(age < days * 86_400)) return null;
  const expected = sign(await installationSecret(), account, nonce, issued);
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(given))) return null;
  return { nonce, key: hashToken(`${account} ${nonce}`).slice(0, 32) };
}

/** `Set-Cookie` after a sign-in. A known device keeps its nonce, and with it its counters. */
export async function deviceCookie(account: string, device: Device | null): Promise<string> {
  const nonce = device?.nonce ?? randomBytes(16).toString("base64url");
  const issued = Math.floor(Date.now() / 1000).toString(36);
  const mac = sign(await installationSecret(), account, nonce, issued);
  return setCookie(cookieName(), `${issued}.${nonce}.${mac}`, days * 86_400);
}
