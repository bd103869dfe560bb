import { maskEmail, maskSign } from "#server/contracts/email-address.ts";

// Bounded, so that 16 kB without an @ are read in linear time.
const address = /[^\s<>"'(),;:@[\]{}]{1,64}@[^\s<>"'(),;:@{}]{1,255}/gu;
const longestWord = 1_000;
const special = /[\\^$.*+?()[\]{}|]/g;

/** The personal values and the parts of their addresses that free text may contain, longest first. */
function partsOf(values: readonly string[]): string[] {
  const parts = values.flatMap((value) => {
    const local = value.includes("@") ? value.slice(0, value.lastIndexOf("@")) : "";
    return [value, local, ...local.split("+")];
  });
  return [...new Set(parts)].filter((part) => part.length > 3).toSorted((a, b) => b.length - a.length);
}

const ascii = /^[\x20-\x7e]*$/;

/**
 * Most texts contain no personal value: building a regular expression for each took half of the time of a list's masks. ASCII
 * only, because case folding beyond it is not simple.
 */
const isSurelyAbsent = (part: string, text: string): boolean =>
  ascii.test(part) && ascii.test(text) && !text.toLowerCase().includes(part.toLowerCase());

/** Replaces each whole word of a text, in any case, that is a personal value or a part of one. */
export function replacePersonal(text: string, values: readonly string[], instead: (found: string) => string): string {
  // A value that is longer than the text is not in it, and a regular expression of a megabyte does not compile.
  const known = partsOf(values).filter((part) => part.length <= text.length);
  return known.reduce((rest, part) => {
    if (isSurelyAbsent(part, rest)) return rest;
    if (part.length > longestWord) return rest.replaceAll(part, instead(part));
    const word = `(?<![\\p{L}\\p{N}])${part.replace(special, "\\$&")}(?![\\p{L}\\p{N}])`;
    return rest.replace(new RegExp(word, "giu"), instead);
  }, text);
}

/** The addresses in free text, without punctuation at their end. */
export const addressesIn = (text: string): string[] =>
  [...text.matchAll(address)].map(([found]) => found.replace(/[.!?]+$/, ""));

/** Masks free text, such as an error: the personal values of its message, and every address. */
export function maskText(text: string, values: readonly string[]): string {
  const withoutAddresses = text.replace(address, (found) => maskEmail(found));
  return replacePersonal(withoutAddresses, values, (found) => (found.includes("@") ? maskEmail(found) : maskSign));
}

/** Masks every address in free text that belongs to no message, such as a reason or a note. */
export function maskAddresses<Text extends string | null>(text: Text): Text | string {
  return text === null ? text : maskText(text, []);
}
