import { setTimeout as wait } from "node:timers/promises";
import type { Target } from "#bench/attacks/define-attack.ts";
import type { Role } from "#server/contracts/identity/access.ts";

export type Answer = { status: number; body: unknown; cookies: string[] };

/** One request as JSON. The body is null where the answer has none. */
export async function send(
  { origin }: Target,
  method: string,
  path: string,
  { headers = {}, json }: { headers?: Record<string, string>; json?: unknown } = {},
): Promise<Answer> {
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: { ...headers, ...(json === undefined ? {} : { "content-type": "application/json" }) },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await answer.text();
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0] ?? "");
  return { status: answer.status, body: text === "" ? null : JSON.parse(text), cookies };
}

/** A string of an answer's body; throws where it is missing, because the rig cannot go on. */
export function textOf({ status, body }: Answer, field: string): string {
  const value: unknown = body !== null && typeof body === "object" ? Reflect.get(body, field) : undefined;
  if (typeof value !== "string") throw new Error(`no ${field} in an answer ${status}: ${JSON.stringify(body)}`);
  return value;
}

export type Account = { id: string; email: string; password: string };

/** An account as the product makes one: invited by the admin, with a password chosen by the mailed link. */
export async function anAccount(target: Target, role: Role): Promise<Account> {
  const email = `attack-${Date.now()}-${Math.random().toString(36).slice(2, 8)}@example.com`;
  const password = "a long sentence of the attack";
  const invited = await send(target, "POST", "/api/v1/users", {
    headers: { cookie: target.cookies.admin },
    json: { name: "Attack Account", email, role },
  });
  const id = textOf(invited, "id");
  for (let look = 0; look < 40; look++) {
    const [mail] = await target.mailsTo(email);
    const token = /choose-password#([\w-]+)/.exec(mail?.text ?? "")?.[1];
    if (token !== undefined) {
      const chosen = await send(target, "POST", "/api/v1/password/by-link", { json: { token, password } });
      if (chosen.status !== 200) throw new Error(`the password was refused: ${JSON.stringify(chosen.body)}`);
      return { id, email, password };
    }
    await wait(250);
  }
  throw new Error(`no invitation came to ${email} within 10 s`);
}

/** Signs an account in and returns its cookies as a header. */
export async function signInAs(target: Target, { email, password }: Account): Promise<string> {
  const answer = await send(target, "POST", "/api/v1/session", { json: { email, password } });
  if (answer.status !== 201)
    throw new Error(`the sign-in was refused: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.cookies.join("; ");
}
