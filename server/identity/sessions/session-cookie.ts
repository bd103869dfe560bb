import { env } from "#server/platform/env/env.ts";

/** The lifetime of a session and its cookie. An idle session ends earlier. */
export const sessionDays = 7;
export const idleHours = 12;

/** Whether browsers reach this server over TLS. */
export const isSecure = (): boolean => env().APP_URL?.startsWith("https:") ?? false;

/** `__Host-` binds the cookie to this host and to TLS; without TLS a browser would drop a cookie of that name. */
export const sessionCookieName = (): string => (isSecure() ? "__Host-redeliver" : "redeliver_session");

/** The value of a cookie, or null. Two cookies of the same name are both ignored. */
export function cookieOf(headers: Pick<Headers, "get">, name: string): string | null {
  const found = (headers.get("cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** `Set-Cookie` of an HttpOnly, SameSite cookie. */
export const setCookie = (name: string, value: string, seconds: number): string =>
  `${name}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure() ? "; Secure" : ""}`;

/** The session token of a request, or null. */
export function sessionTokenOf(headers: Pick<Headers, "get">): string | null {
  const token = cookieOf(headers, sessionCookieName());
  return token !== null && /^[\w-]{20,100}$/.test(token) ? token : null;
}

/** `Set-Cookie` for a new session, or to forget one. */
export const sessionCookie = (token: string | null): string =>
  setCookie(sessionCookieName(), token ?? "", token === null ? 0 : sessionDays * 86_400);
