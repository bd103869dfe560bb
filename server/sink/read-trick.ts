/** What the recipient's local part asks the sink to do, before it accepts the mail as any server would. */
export type Trick =
  | { kind: "none" }
  /** 550 at RCPT, always. */
  | { kind: "bounce" }
  /** 451 in place of the 250, this many times per recipient and Message-ID. */
  | { kind: "busy"; times: number }
  /** Silence after the mail was taken, then the 250. */
  | { kind: "hang" }
  /** The mail is stored and the connection dies before the 250, once per recipient and Message-ID. */
  | { kind: "drop" };

/** Reads the tag before the plus: `busy3+ada@example.com` asks to be busy three times. */
export function readTrick(address: string): Trick {
  const tag = /^([a-z]+)(\d{0,3})\+/i.exec(address);
  const kind = tag?.[1]?.toLowerCase();
  const number = tag?.[2] ?? "";
  if (kind === "busy" && number !== "") return { kind, times: Number(number) };
  if ((kind === "bounce" || kind === "hang" || kind === "drop") && number === "") return { kind };
  return { kind: "none" };
}
