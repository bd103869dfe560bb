import * as z from "zod";

// A lone surrogate cannot be stored in PostgreSQL (22P02), NUL neither (22P05): both are refused at the edge.
const unprintable = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** One plain address, at most 254 characters (RFC 5321): no display name, no list, no line break that could add a header. */
export const emailAddress = z
  .string()
  .max(254, "must have at most 254 characters")
  .refine((value) => !unprintable.test(value), { error: "must not contain control characters", abort: true })
  .pipe(z.email({ error: "must be an e-mail address, such as ada@example.com" }));

/** Text a person typed: trimmed, without control characters or lone surrogates. */
export const plainText = (max: number) =>
  z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(max, `must have at most ${max} characters`)
    .refine((value) => !unprintable.test(value), { error: "must not contain control characters or lone surrogates" });

/** `ada@example.com` becomes `a•••@example.com`. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf("@");
  return at < 1 ? "•••" : `${address.slice(0, 1)}•••${address.slice(at)}`;
}
