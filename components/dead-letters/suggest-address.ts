import { maskSign } from "#server/contracts/email-address.ts";

/** Domains as fingers miss them, and as they are meant. */
const meant: Record<string, string> = {
  "gmial.com": "gmail.com",
  "gmai.com": "gmail.com",
  "gmail.con": "gmail.com",
  "gnail.com": "gmail.com",
  "hotmial.com": "hotmail.com",
  "hotmail.con": "hotmail.com",
  "outlok.com": "outlook.com",
  "yaho.com": "yahoo.com",
  "yahoo.con": "yahoo.com",
};
/** The words that the local mail sink obeys, in front of a recipient that it would accept. */
const scripted = /^(?:bounce|hang|drop|busy\d+)\+(.+)$/i;

/** The address that was probably meant, or null: a guess for a person to take or leave, never applied by itself. */
export function suggestAddress(address: string): string | null {
  if (address.includes(maskSign)) return null;
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = address.slice(at + 1).toLowerCase();
  const known = meant[domain];
  if (known) return `${local}@${known}`;
  const plain = scripted.exec(local)?.[1];
  return plain ? `${plain}@${domain}` : null;
}
