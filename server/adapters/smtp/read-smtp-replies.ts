import { SmtpError } from "#server/adapters/smtp/smtp-error.ts";

/** One reply. `text` is all its lines as the server wrote them, joined by line feeds. */
export type SmtpReply = { code: number; text: string };

type ReplyReader = {
  /** Calls `onReply` for each reply that `chunk` completes, then throws an SmtpError if other bytes follow. */
  read: (chunk: Buffer, onReply: (reply: SmtpReply) => void) => void;
  /** Whether a reply has begun and not ended. */
  isPartial: () => boolean;
};

const oneLine = /^([2-5][0-9][0-9])(?:([ -]).*)?$/s;
const lineFeed = 0x0a;

/**
 * Parses replies (RFC 5321, 4.2) from chunks that may be split anywhere. Every line of a reply has the same code. A reply of
 * more than `longestBytes` is refused before it is complete, in linear time.
 */
export function createReplyReader(longestBytes: number): ReplyReader {
  let begun: Buffer[] = [];
  let lines: string[] = [];
  let size = 0;

  const take = (bytes: Buffer) => {
    size += bytes.length;
    if (size > longestBytes) throw protocolError("the reply is too long");
    begun.push(bytes);
  };

  const endLine = (): SmtpReply | null => {
    const line = decode(Buffer.concat(begun)).replace(/\r?\n$/, "");
    begun = [];
    const [, digits, mark] = oneLine.exec(line) ?? [];
    if (digits === undefined) throw protocolError(`this is not a reply: ${JSON.stringify(line.slice(0, 200))}`);
    if (lines[0] !== undefined && !lines[0].startsWith(digits)) {
      throw protocolError(`a reply changed its code: ${JSON.stringify(`${lines[0]}\n${line}`.slice(0, 200))}`);
    }
    lines.push(line);
    if (mark === "-") return null;
    const reply = { code: Number(digits), text: lines.join("\n") };
    lines = [];
    size = 0;
    return reply;
  };

  return {
    read(chunk, onReply) {
      let from = 0;
      for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, from)) {
        take(chunk.subarray(from, end + 1));
        from = end + 1;
        const reply = endLine();
        if (reply) onReply(reply);
      }
      if (from < chunk.length) take(chunk.subarray(from));
    },
    isPartial: () => size > 0,
  };
}

const protocolError = (message: string) => new SmtpError(message, { code: "EPROTOCOL" });

/** Decodes UTF-8, or Latin-1 where the bytes are no UTF-8, so that no byte is lost. */
function decode(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  return text.includes("\uFFFD") ? bytes.toString("latin1") : text;
}
