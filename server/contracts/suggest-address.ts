import { editDistance } from "#server/contracts/edit-distance.ts";
import { maskSign } from "#server/contracts/email-address.ts";

/** Common mail providers. Short names are left out: too many real domains are one letter away from them. */
const wellKnown = [
  ...["gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "yahoo.com", "yahoo.co.uk"],
  ...["icloud.com", "protonmail.com", "comcast.net", "verizon.net", "btinternet.com", "t-online.de", "freenet.de"],
];
/** Real providers that look like a typing error. */
const real = new Set(["ymail.com", "rocketmail.com", "email.com", "gmail.de", "outlook.de", "hotmail.de", "yahoo.de"]);
/** The tags of scripted failures of the local mail server, before a recipient that it would accept. */
const scripted = /^(?:bounce|hang|drop|busy\d+)\+(.+)$/i;

/** The address that was probably meant, or null. A suggestion, never applied automatically. */
export function suggestAddress(address: string): string | null {
  if (address.includes(maskSign)) return null;
  const at = address.lastIndexOf("@");
  if (at < 1) return null;
  const local = address.slice(0, at);
  const domain = address.slice(at + 1).toLowerCase();
  const meant = meantDomain(domain);
  if (meant) return `${local}@${meant}`;
  const plain = scripted.exec(local)?.[1];
  return plain ? `${plain}@${domain}` : null;
}

const split = (domain: string): [string, string] => {
  const dot = domain.indexOf(".");
  return dot < 0 ? [domain, ""] : [domain.slice(0, dot), domain.slice(dot + 1)];
};

/**
 * The only well-known domain within one typing error of this one, or two in a long name. The first letter must be equal, and
 * the ending may differ by one letter: hotmail.cz is not hotmail.com.
 */
function meantDomain(domain: string): string | null {
  if (wellKnown.includes(domain) || real.has(domain)) return null;
  const [name, ending] = split(domain);
  const near = wellKnown.filter((known) => {
    const [knownName, knownEnding] = split(known);
    if (name[0] !== knownName[0]) return false;
    const [byName, byEnding] = [editDistance(name, knownName), editDistance(ending, knownEnding)];
    return (byName <= 1 && byEnding <= 1) || (byName === 2 && byEnding === 0 && knownName.length >= 7);
  });
  return near.length === 1 ? (near[0] ?? null) : null;
}
