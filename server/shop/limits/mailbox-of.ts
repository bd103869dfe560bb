import { parseFailureScenario } from "#server/adapters/local-mail-server/parse-failure-scenario.ts";

/**
 * The mailbox of an address: lower case and without a `+tag`, so that all variants of an address count as one. With the local
 * mail server each scripted recipient (`bounce+ada@…`) is its own mailbox.
 */
export function mailboxOf(address: string, local: boolean): string {
  const lower = address.toLowerCase();
  if (local && parseFailureScenario(lower).kind !== "none") return lower;
  const at = lower.lastIndexOf("@");
  const [name = ""] = lower.slice(0, at).split("+");
  return `${name}${lower.slice(at)}`;
}

/** The same in SQL, without scripted recipients: exactly the expression of the index `customer_mailbox_idx`. */
export const mailboxSql = (email: string): string =>
  `lower(split_part(split_part(${email}, '@', 1), '+', 1) || '@' || split_part(${email}, '@', 2))`;
