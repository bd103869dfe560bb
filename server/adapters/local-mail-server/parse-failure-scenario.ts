/** A scripted failure of the local mail server, chosen by the tag of the recipient's local part. */
export type FailureScenario =
  | { kind: "none" }
  /** 550 at RCPT, always. */
  | { kind: "bounce" }
  /** 451 in place of the 250, this many times per recipient and Message-ID. */
  | { kind: "busy"; times: number }
  /** No reply for a while after the final dot, then the 250. */
  | { kind: "hang" }
  /** The mail is stored and the connection is closed before the 250, once per recipient and Message-ID. */
  | { kind: "drop" }
  /** 550 at RCPT with this text, as from a server that quotes the refused address. */
  | { kind: "say"; text: string };

/** The text is in the domain's labels, in hexadecimal: a domain has up to 254 characters, a local part 64. */
const textDomain = ".example";

function textOf(address: string): string | undefined {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  const hex = domain.slice(0, -textDomain.length).replaceAll(".", "");
  if (!domain.endsWith(textDomain) || !/^(?:[0-9a-f]{2})+$/.test(hex)) return undefined;
  // A reply is one line: a line break would end it.
  return Buffer.from(hex, "hex")
    .toString()
    .replace(/\p{Cc}/gu, " ");
}

/** Parses the tag before the plus: `busy3+ada@example.com` is busy three times. */
export function parseFailureScenario(address: string): FailureScenario {
  const tag = /^([a-z]+)(\d{0,3})\+/i.exec(address);
  const kind = tag?.[1]?.toLowerCase();
  const number = tag?.[2] ?? "";
  const text = kind === "say" && number === "" ? textOf(address) : undefined;
  if (text !== undefined) return { kind: "say", text };
  if (kind === "busy" && number !== "") return { kind, times: Number(number) };
  if ((kind === "bounce" || kind === "hang" || kind === "drop") && number === "") return { kind };
  return { kind: "none" };
}
