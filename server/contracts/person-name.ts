import { plainText } from "#server/contracts/email-address.ts";

export const maxNameLength = 80;

/** Embeddings, overrides and isolates: they change the displayed order of letters. */
const reordering = /[\u202A-\u202E\u2066-\u2069]/u;

const webAddresses = [
  /:\/\//u,
  /\bwww\./iu,
  /\b\d{1,3}(?:\.\d{1,3}){3}\b/u,
  // shop.example, also with a CJK full stop. "J. R. Smith" and "J.R.Smith" contain none.
  /[\p{L}\p{M}\p{N}-]{2,}[.。]\p{L}[\p{L}\p{M}-]/u,
  // t.co, t.me/abc
  /[\p{L}\p{N}-][.。]\p{Ll}{2,}/u,
  /[\p{L}\p{N}-][.。][\p{L}-]{2,}[/:?#]/u,
];

/** Whether a mail program would show part of a text as a link: judged without invisible letters and in their plain forms. */
function holdsWebAddress(text: string): boolean {
  const shown = text.replace(/\p{Cf}/gu, "").normalize("NFKC");
  return webAddresses.some((address) => address.test(shown));
}

/**
 * The name of a person, in any script: one line without web addresses, control characters and marks that reorder letters. It
 * appears in mails to an unconfirmed address, so it must not carry a message of its own.
 */
export const personName = plainText(maxNameLength)
  .refine((name) => !reordering.test(name), { error: "must not contain characters that change the reading direction" })
  .refine((name) => !holdsWebAddress(name), {
    error: "must not contain a web address; put a space after a full stop",
  });

/** Whether a stored name may appear in a mail: names from before this rule may contain anything. */
export const isPersonName = (name: string): boolean => personName.safeParse(name).success;
