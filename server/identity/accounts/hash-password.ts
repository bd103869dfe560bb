import { inPasswordQueue } from "#server/identity/sessions/password-queue.ts";

/** Hashes a password by better-auth's scrypt (N 16384, r 16, p 1). Imported lazily, like all of better-auth. */
export async function hashPassword(password: string): Promise<string> {
  const crypto = await import("better-auth/crypto");
  return inPasswordQueue(() => crypto.hashPassword(password));
}

/** Whether a password matches a hash. */
export async function verifyPassword(hash: string, password: string): Promise<boolean> {
  const crypto = await import("better-auth/crypto");
  return inPasswordQueue(() => crypto.verifyPassword({ hash, password }));
}
