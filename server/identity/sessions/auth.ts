import { randomBytes } from "node:crypto";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { hashSessionTokens } from "#server/identity/sessions/hash-session-tokens.ts";
import { idleHours } from "#server/identity/sessions/session-cookie.ts";
import { isUserEnabled } from "#server/identity/sessions/sql/is-user-enabled.ts";
import { prisma } from "#server/platform/database/db.ts";
import { newId } from "#server/platform/new-id.ts";

/** The header with the client's address for better-auth. Only `signIn` sets it. */
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
    // Only set-up and invitations create accounts.
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    databaseHooks: {
      // A disabled account gets the same answer as a wrong password.
      session: { create: { before: async (session) => (await isUserEnabled(session.userId)) && { data: session } } },
    },
    // server/platform/rate-limits/sql/count-attempt.ts counts per account and address, in the database that all processes share.
    rateLimit: { enabled: false },
    advanced: { database: { generateId: () => newId() }, ipAddress: { ipAddressHeaders: [addressHeader] } },
    telemetry: { enabled: false },
    logger: { disabled: true },
  });
}

let instance: ReturnType<typeof createAuth> | undefined;

/** better-auth of this process. Import this module lazily: it takes a second and 50 MB. */
export function auth(): ReturnType<typeof createAuth> {
  instance ??= createAuth();
  return instance;
}
