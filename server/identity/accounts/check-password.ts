import { newPassword } from "#server/contracts/identity/access.ts";
import { isCommonPassword } from "#server/identity/accounts/is-common-password.ts";
import { InvalidInputError } from "#server/platform/errors.ts";

// Prefixes of common passwords, with any ending.
const common =
  /^(password|passw0rd|qwerty|qwertz|azerty|letmein|welcome|iloveyou|admin|changeme|abc123|1q2w3e|monkey|dragon)/i;
const rows = ["abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm"];

function isRow(text: string): boolean {
  const lower = text.toLowerCase();
  return rows.some((row) => row.includes(lower) || [...row].reverse().join("").includes(lower));
}

const lengthFault = (password: string): string | null => {
  const parsed = newPassword.safeParse(password);
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? null);
};

/** Throws 422 for a password that is too short, too long or easy to guess. No character classes are required. */
export async function checkPassword(password: string, person: { email: string; name: string }): Promise<void> {
  const lower = password.toLowerCase();
  const own = [person.email.split("@")[0], ...person.name.split(/\s+/), "redeliver"].filter(
    (part) => part !== undefined && part.length >= 4,
  );
  const detail =
    lengthFault(password) ??
    (new Set(lower).size < 6
      ? "contains too few different characters"
      : common.test(password) || isRow(password) || (await isCommonPassword(password))
        ? "is a common password"
        : own.some((part) => part && lower.replaceAll(part.toLowerCase(), "").length < 8)
          ? "is too similar to your name or e-mail address"
          : null);
  if (detail) throw new InvalidInputError([{ pointer: "/password", detail }]);
}
