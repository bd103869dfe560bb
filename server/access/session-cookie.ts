import { env } from "#server/env.ts";

/** How long a browser may keep its cookie; the server ends the session itself, and earlier when it is idle. */
export const sessionDays = 7;
export const idleHours = 12;

const secure = () => env().APP_URL?.startsWith("https:") ?? false;

/** `__Host-` binds the cookie to this host and to TLS; without TLS a browser would drop a cookie of that name. */
export const sessionCookieName = (): string => (secure() ? "__Host-redeliver" : "redeliver_session");

const shape = /^[\w-]{20,100}$/;

/** The session token of a request, or null. Of two cookies of the name neither is believed. */
export function sessionTokenOf(headers: Pick<Headers, "get">): string | null {
  const name = `${sessionCookieName()}=`;
  const found = (headers.get("cookie") ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(name))
    .map((pair) => pair.slice(name.length));
  const [token] = found;
  return found.length === 1 && token !== undefined && shape.test(token) ? token : null;
}

/** `Set-Cookie` for a new session, or to forget one. */
export function sessionCookie(token: string | null): string {
  const age = token === null ? 0 : sessionDays * 86_400;
  return `${sessionCookieName()}=${token ?? ""}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure() ? "; Secure" : ""}`;
}
