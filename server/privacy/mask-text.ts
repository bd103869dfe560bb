import { maskEmail, maskSign } from "#server/contracts/email-address.ts";

// Bounded, so that 16 kB without a single @ are read in one go.
const address = /[^\s<>"'(),;:@[\]{}]{1,64}@[^\s<>"'(),;:@{}]{1,255}/gu;
const longestWord = 1_000;
const special = /[\\^$.*+?()[\]{}|]/g;

/** Free text of a mail server, an error or a person, without what a message holds about somebody and without any address. */
export function maskText(text: string, values: readonly string[]): string {
  const parts = values.flatMap((value) => {
    const local = value.includes("@") ? value.slice(0, value.lastIndexOf("@")) : "";
    return [value, local, ...local.split("+")];
  });
  // What is longer than the text is not in it, and as an expression a megabyte of it would not even compile.
  const known = [...new Set(parts)]
    .filter((part) => part.length > 3 && part.length <= text.length)
    .toSorted((a, b) => b.length - a.length);
  const withoutAddresses = text.replace(address, (found) => maskEmail(found));
  return known.reduce((rest, part) => {
    if (part.length > longestWord) return rest.replaceAll(part, maskSign);
    const word = new RegExp(`(?<![\\p{L}\\p{N}])${part.replace(special, "\\$&")}(?![\\p{L}\\p{N}])`, "giu");
    return rest.replace(word, (found) => (found.includes("@") ? maskEmail(found) : maskSign));
  }, withoutAddresses);
}
