let known: Promise<ReadonlySet<string>> | undefined;

/** Passwords of published leaks. Loaded for the first new password: 20 MB that no worker needs. */
function leaked(): Promise<ReadonlySet<string>> {
  known ??= import("@zxcvbn-ts/language-common").then(
    ({ dictionary }) => new Set(dictionary["passwords-common"].filter((password) => password.length >= 4)),
  );
  return known;
}

/** Whether a password is a leaked one, also repeated or between digits and punctuation. */
export async function isCommonPassword(password: string): Promise<boolean> {
  const list = await leaked();
  const lower = password.toLowerCase();
  const bare = lower.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
  const once = /^(.{4,}?)\1+$/u.exec(lower)?.[1] ?? lower;
  return [lower, bare, once].some((text) => list.has(text));
}
