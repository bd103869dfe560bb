/** The capabilities in a server's reply to EHLO. */
export type SmtpExtensions = {
  startTls: boolean;
  pipelining: boolean;
  smtpUtf8: boolean;
  /** The SASL mechanisms offered, or null where logging in is not. */
  auth: readonly string[] | null;
  /** Whether MAIL may say how large the mail is. */
  size: boolean;
  /** The largest mail it takes, in bytes; 0 says nothing. */
  largestBytes: number;
};

/** Reads the text of an answer to EHLO, whose first line is the greeting. */
export function readExtensions(text: string): SmtpExtensions {
  const offered = new Map<string, string[]>();
  for (const line of text.split("\n").slice(1)) {
    // "AUTH=LOGIN" is how servers said it before RFC 2554.
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
