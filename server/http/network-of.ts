import { isIPv4, isIPv6 } from "node:net";

/**
 * The network that an address is counted by: an IPv4 address itself, of an IPv6 address its /64, because a client there has 2^64
 * of them. Null for what is no address. Pure.
 */
export function networkOf(address: string): string | null {
  const [plain = ""] = address.replace(/^::ffff:(?=\d+\.)/i, "").split("%");
  if (isIPv4(plain)) return plain;
  if (!isIPv6(plain)) return null;
  const [head = "", tail] = plain.split("::");
  const groups = (part: string) => (part === "" ? [] : part.split(":"));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const mapped = last.at(-1)?.includes(".") ? 1 : 0;
  const missing = tail === undefined ? 0 : 8 - first.length - last.length - mapped;
  const all = [...first, ...Array.from({ length: Math.max(0, missing) }, () => "0"), ...last];
  const hex = all.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${hex.join(":")}::/64`;
}
