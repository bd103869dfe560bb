import { randomBytes } from "node:crypto";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { hashSessionTokens } from "#server/identity/sessions/hash-session-tokens.ts";
import { idleHours } from "#server/identity/sessions/session-cookie.ts";
import { isUserOpen } from "#server/identity/sessions/sql/is-user-open.ts";
import { db, prisma } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";

/** The one header by which better-auth learns the client's address: `signIn` sets it, no client can. */
export const addressHeader = "x-redeliver-client-address";

function createAuth() {
  return betterAuth({
    baseURL: "http://localhost",
    // Signs better-auth's own cookies, which never leave this process: our cookie holds the token alone.
    secret: randomBytes(32).toString("hex"),
    database: (options: BetterAuthOptions) =>
      hashSessionTokens(prismaAdapter(prisma(), { provider: "postgresql" })(options)),
    user: {
      modelName: "user",
      additionalFields: { role: { type: "string", input: false, required: true } },
    },
    account: { modelName: "credential" },
    session: { expiresIn: idleHours * 3_600, disableSessionRefresh: true },
    // Accounts are made by set-up and by invitation alone.
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    databaseHooks: {
      // Somebody whose account is switched off is told the same as somebody whose password is wrong.
      session: { create: { before: async (session) => (await isUserOpen(db(), session.userId)) && { data: session } } },
    },
    // Ours (server/platform/rate-limits/sql/count-try.ts) counts per account and address, in the database that all processes share.
    rateLimit: { enabled: false },
    advanced: { database: { generateId: () => newId() }, ipAddress: { ipAddressHeaders: [addressHeader] } },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
}

let instance: ReturnType<typeof createAuth> | undefined;

/** better-auth of this process. Imported lazily, so that a worker, a test or a page that signs nobody in does not pay its second and its 50 MB. */
export function auth(): ReturnType<typeof createAuth> {
  instance ??= createAuth();
  return instance;
}
