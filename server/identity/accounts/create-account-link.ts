import { randomBytes } from "node:crypto";
import { accountLinkMark } from "#server/adapters/local-mail-server/account-mail.ts";
import { insertAccountLink } from "#server/identity/accounts/sql/account-links.ts";
import { hashToken } from "#server/identity/tokens/hash-token.ts";
import type { Queryable } from "#server/platform/database/db.ts";
import type { Env } from "#server/platform/env/env.ts";

const linkHours = { invitation: 7 * 24, reset: 1 } as const;

/** Creates a link to choose a password. The token is in the fragment, which no server, log or Referer gets. */
export async function createAccountLink(
  queryable: Queryable,
  { APP_URL, PORT = 3000 }: Pick<Env, "APP_URL" | "PORT">,
  userId: string,
  purpose: keyof typeof linkHours,
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await insertAccountLink(queryable, { hash: hashToken(token), userId, purpose, hours: linkHours[purpose] });
  return `${APP_URL ?? `http://localhost:${PORT}`}${accountLinkMark}${token}`;
}
