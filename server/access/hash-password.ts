/** scrypt as better-auth stores and checks it (N 16384, r 16, p 1). Imported lazily, like all of better-auth. */
export async function hashPassword(password: string): Promise<string> {
  const crypto = await import("better-auth/crypto");
  return crypto.hashPassword(password);
}
