/** What the recipient's local part asks the sink to do, before it accepts the mail as any server would. */
export type FailureScenario =
  | { kind: "none" }
  /** 550 at RCPT, always. */
  | { kind: "bounce" }
  /** 451 in place of the 250, this many times per recipient and Message-ID. */
  | { kind: "busy"; times: number }
  /** Silence after the mail was taken, then the 250. */
  | { kind: "hang" }
  /** The mail is stored and the connection dies before the 250, once per recipient and Message-ID. */
  | { kind: "drop" }
  /** 550 at RCPT with these words, as a server that quotes what it refuses. */
  | { kind: "say"; words: string };

/** Where the words are the domain's labels, in hexadecimal: a domain holds 254 characters, a local part 64. */
const saysDomain = ".example";

function wordsOf(address: string): string | undefined {
  const domain = address.slice(address.lastIndexOf("@") + 1).toLowerCase();
  const hex = domain.slice(0, -saysDomain.length).replaceAll(".", "");
  if (!domain.endsWith(saysDomain) || !/^(?:[0-9a-f]{2})+$/.test(hex)) return undefined;
  // A reply is one line: a line break would end it.
  return Buffer.from(hex, "hex")
    .toString()
    .replace(/\p{Cc}/gu, " ");
}

/** Reads the tag before the plus: `busy3+ada@example.com` asks to be busy three times. */
export function parseFailureScenario(address: string): FailureScenario {
  const tag = /^([a-z]+)(\d{0,3})\+/i.exec(address);
  const kind = tag?.[1]?.toLowerCase();
  const number = tag?.[2] ?? "";
  const words = kind === "say" && number === "" ? wordsOf(address) : undefined;
  if (words !== undefined) return { kind: "say", words };
  if (kind === "busy" && number !== "") return { kind, times: Number(number) };
  if ((kind === "bounce" || kind === "hang" || kind === "drop") && number === "") return { kind };
  return { kind: "none" };
}
