import { maskEmail, maskSign } from "#server/contracts/email-address.ts";

// Bounded, so that 16 kB without a single @ are read in one go.
const address = /[^\s<>"'(),;:@[\]{}]{1,64}@[^\s<>"'(),;:@{}]{1,255}/gu;
const longestWord = 1_000;
const special = /[\\^$.*+?()[\]{}|]/g;

/** What of a message's personal values may stand in free text: they themselves, and the parts of an address. The longest first. */
function partsOf(values: readonly string[]): string[] {
  const parts = values.flatMap((value) => {
    const local = value.includes("@") ? value.slice(0, value.lastIndexOf("@")) : "";
    return [value, local, ...local.split("+")];
  });
  return [...new Set(parts)].filter((part) => part.length > 3).toSorted((a, b) => b.length - a.length);
}

const ascii = /^[\x20-\x7e]*$/;

/** Most texts repeat nothing: to build an expression per value was half of what a list's masks took. Beyond ASCII case is not so plain. */
const isSurelyAbsent = (part: string, text: string): boolean =>
  ascii.test(part) && ascii.test(text) && !text.toLowerCase().includes(part.toLowerCase());

/** Free text with something else for each whole word, in whatever case, that is a personal value or a part of one. */
export function replacePersonal(text: string, values: readonly string[], instead: (found: string) => string): string {
  // What is longer than the text is not in it, and as an expression a megabyte of it would not even compile.
  const known = partsOf(values).filter((part) => part.length <= text.length);
  return known.reduce((rest, part) => {
    if (isSurelyAbsent(part, rest)) return rest;
    if (part.length > longestWord) return rest.replaceAll(part, instead(part));
    const word = `(?<![\\p{L}\\p{N}])${part.replace(special, "\\$&")}(?![\\p{L}\\p{N}])`;
    return rest.replace(new RegExp(word, "giu"), instead);
  }, text);
}

/** The addresses in free text, without the full stop that ends a sentence. */
export const addressesIn = (text: string): string[] =>
  [...text.matchAll(address)].map(([found]) => found.replace(/[.!?]+$/, ""));

/** Free text of a mail server, an error or a person, without what a message holds about somebody and without any address. */
export function maskText(text: string, values: readonly string[]): string {
  const withoutAddresses = text.replace(address, (found) => maskEmail(found));
  return replacePersonal(withoutAddresses, values, (found) => (found.includes("@") ? maskEmail(found) : maskSign));
}

/** Masks every address in free text that belongs to no message, such as a reason or a note. */
export function maskAddresses<Text extends string | null>(text: Text): Text | string {
  return text === null ? text : maskText(text, []);
}
