/** The capabilities in a server's reply to EHLO. */
export type SmtpExtensions = {
  startTls: boolean;
  pipelining: boolean;
  smtpUtf8: boolean;
  /** The SASL mechanisms, or null where AUTH is not offered. */
  auth: readonly string[] | null;
  /** Whether MAIL may have a SIZE. */
  size: boolean;
  /** The size limit of a mail in bytes; 0 is unknown. */
  largestBytes: number;
};

/** Parses the reply to EHLO, whose first line is the greeting. */
export function readExtensions(text: string): SmtpExtensions {
  const offered = new Map<string, string[]>();
  for (const line of text.split("\n").slice(1)) {
    // Servers from before RFC 2554 send "AUTH=LOGIN".
    const [keyword = "", ...parameters] = line
      .slice(4)
      .toUpperCase()
      .split(/[\s=]+/);
    offered.set(keyword, [...(offered.get(keyword) ?? []), ...parameters]);
  }
  const largest = Number(offered.get("SIZE")?.[0] ?? 0);
  return {
    startTls: offered.has("STARTTLS"),
    pipelining: offered.has("PIPELINING"),
    smtpUtf8: offered.has("SMTPUTF8"),
    auth: offered.get("AUTH") ?? null,
    size: offered.has("SIZE"),
    largestBytes: Number.isSafeInteger(largest) ? largest : 0,
  };
}
