import { createHash, timingSafeEqual } from "node:crypto";
import { env } from "#server/env.ts";
import { AppError } from "#server/errors.ts";
import { refuseLoopbackTrust } from "#server/http/refuse-loopback-trust.ts";

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Equal length by hashing, so that neither content nor length of the token can be timed. */
const equals = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));

/**
 * Who acts: "token" for the bearer of API_TOKEN, "local operator" for a person at this machine until accounts exist.
 * A wrong token is refused even here: a script that sends one means it. Throws 401 or 403.
 */
export function operatorOf(request: Pick<Request, "method" | "headers">, client?: { address: string }): string {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const [, given] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    const expected = env().API_TOKEN;
    if (given && expected && equals(given, expected)) return "token";
    throw new AppError(
      "unauthorized",
      expected
        ? "The token is not the server's API_TOKEN."
        : "This server has no API_TOKEN: set one (32 characters or more) and start it again, then send it as a bearer token.",
    );
  }
  const refusal = refuseLoopbackTrust(request.method, request.headers, client);
  if (refusal === null) return "local operator";
  throw new AppError(
    "forbidden",
    `${refusal} Send Authorization: Bearer with the server's API_TOKEN, or open the console on the server's own machine at http://localhost.`,
  );
}
