import * as z from "zod";

// PostgreSQL can store neither a lone surrogate (22P02) nor NUL (22P05), so both are refused at the edge.
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** One plain address, at most 254 characters (RFC 5321): no display name, no list, no line break that could add a header. */
export const emailAddress = z
  .string()
  .max(254, "must have at most 254 characters")
  .refine((value) => !unprintable.test(value), { error: "must not contain control characters", abort: true })
  .pipe(z.email({ error: "must be an e-mail address, such as ada@example.com" }));

// A name of invisible characters alone is refused; direction marks inside a name are kept as typed.
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
// Letters by category that are invisible: Hangul fillers and the Braille blank.
const blank = /[\u115F\u1160\u3164\uFFA0\u2800]/gu;

/** Text a person typed: trimmed, visible, without control characters or lone surrogates. */
export const plainText = (max: number) =>
  z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(max, `must have at most ${max} characters`)
    .refine((value) => !unprintable.test(value), { error: "must not contain control characters or lone surrogates" })
    .refine((value) => visible.test(value.replace(blank, "")), { error: "must contain a visible character" });

/** Mask character. A value that contains it is never stored. */
export const maskSign = "•••";

/** `ada@example.com` becomes `a•••@example.com`. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 1 ? maskSign : `${address.slice(0, 1)}${maskSign}${address.slice(at)}`;
}

/** `Ada Lovelace` becomes `A••• L•••`. */
export function maskName(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "");
  return words.map((word) => `${[...word][0]}${maskSign}`).join(" ");
}
