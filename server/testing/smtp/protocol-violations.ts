import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export type Moment = "greeting" | "EHLO" | "STARTTLS" | "MAIL" | "RCPT" | "DATA" | "dot" | "RSET" | "other";

/** A reply that is due. `mail` counts the mails that this connection carried before. */
type Due = { moment: Moment; reply: string; mail: number; socket: Socket };

export type ProtocolViolation = {
  what: string;
  extensions?: readonly string[];
  /** Delay of the reply to a whole mail; none by default. */
  dotMilliseconds?: number;
  /** Whether the reply to the dot may be missing, so that a further copy under the same Message-ID is allowed. */
  isAmbiguous?: boolean;
  /** Whether the line replaces the reply to the dot: two positive replies cannot be distinguished. */
  isMistakable?: boolean;
  answer: (due: Due) => void | Promise<void>;
};

const surplus = "250 ok\r\n";
/** Every third mail of a connection, the second one first. */
const isChosen = (mail: number): boolean => mail % 3 === 1;

const plain = ({ reply, socket }: Due) => void socket.write(reply);
const at =
  (wanted: Moment, violation: (due: Due) => void | Promise<void>, chosen: (mail: number) => boolean = () => true) =>
  (due: Due) =>
    due.moment === wanted && chosen(due.mail) ? violation(due) : plain(due);
const twice = ({ reply, socket }: Due) => void socket.write(reply + surplus);
const unasked =
  (text: string, milliseconds: number) =>
  async ({ reply, socket }: Due) => {
    socket.write(reply);
    // Not awaited: the dialogue goes on meanwhile.
    void delay(milliseconds).then(() => socket.write(text));
  };

/** Sends the line just before the reply at `wanted` of the next mail. */
const heldBack = (wanted: Moment, text: string, pauseMilliseconds = 0) =>
  at(
    wanted,
    async ({ reply, socket }) => {
      socket.write(text);
      if (pauseMilliseconds > 0) await delay(pauseMilliseconds);
      socket.write(reply);
    },
    isChosen,
  );

const byteByByte = async ({ reply, socket, moment }: Due) => {
  const lines = reply.replace(/^(\d{3}) (.*)\r\n$/s, "$1-first\r\n$1-\r\n$1 $2\r\n");
  // A greeting and a 354 are single lines.
  for (const byte of moment === "DATA" ? reply : lines) {
    socket.write(byte);
    await new Promise(setImmediate);
  }
};

/** Protocol violations of a mail server or a middlebox, one per server. */
export const protocolViolations: readonly ProtocolViolation[] = [
  { what: "one surplus line after the dot, in the same write", answer: at("dot", twice) },
  {
    what: "two surplus lines after the dot, in the same write",
    answer: at("dot", ({ reply, socket }) => void socket.write(reply + surplus + surplus), isChosen),
  },
  {
    what: "three surplus lines after the dot, in the same write",
    answer: at("dot", ({ reply, socket }) => void socket.write(reply + surplus + surplus + surplus), isChosen),
  },
  {
    what: "three surplus lines and a 354 after the dot, in the same write",
    answer: at("dot", ({ reply, socket }) => void socket.write(`${reply}${surplus}${surplus}354 go\r\n`), isChosen),
  },
  {
    what: "two surplus lines after the dot, PIPELINING",
    extensions: ["PIPELINING"],
    answer: at("dot", ({ reply, socket }) => void socket.write(reply + surplus + surplus), isChosen),
  },
  {
    what: "three surplus lines after the dot, PIPELINING",
    extensions: ["PIPELINING"],
    answer: at("dot", ({ reply, socket }) => void socket.write(reply + surplus + surplus + surplus), isChosen),
  },
  { what: "a surplus line after the greeting", answer: at("greeting", twice, (mail) => mail === 0) },
  {
    what: "a surplus line before the greeting",
    answer: at("greeting", ({ reply, socket }) => void socket.write(surplus + reply)),
  },
  { what: "a surplus line after MAIL", answer: at("MAIL", twice, isChosen) },
  { what: "a surplus line after RCPT", answer: at("RCPT", twice, isChosen) },
  { what: "a surplus line after DATA", answer: at("DATA", twice, isChosen) },
  { what: "a surplus line after RSET", answer: at("RSET", twice, isChosen) },
  {
    what: "a surplus line after MAIL, PIPELINING",
    extensions: ["PIPELINING"],
    answer: at("MAIL", twice, isChosen),
  },
  {
    what: "half a surplus line after the dot",
    answer: at("dot", ({ reply, socket }) => void socket.write(`${reply}25`), isChosen),
  },
  {
    what: "a surplus line after the dot, byte by byte",
    answer: at("dot", async ({ reply, socket }) => {
      socket.write(reply);
      for (const byte of surplus) {
        await new Promise(setImmediate);
        socket.write(byte);
      }
    }),
  },
  {
    what: "a surplus line 5 ms after the dot's reply",
    isMistakable: true,
    answer: at("dot", unasked(surplus, 5), isChosen),
  },
  {
    what: "a surplus line 30 ms after the dot's reply",
    isMistakable: true,
    answer: at("dot", unasked(surplus, 30), isChosen),
  },
  {
    what: "a surplus line while the server thinks about the next mail",
    isMistakable: true,
    dotMilliseconds: 25,
    answer: at("dot", unasked(surplus, 15), isChosen),
  },
  { what: "a surplus line before the reply to the next MAIL", answer: heldBack("MAIL", surplus) },
  { what: "a surplus line 3 ms before the reply to the next MAIL", answer: heldBack("MAIL", surplus, 3) },
  {
    what: "three surplus lines 3 ms before the reply to the next MAIL",
    answer: heldBack("MAIL", surplus.repeat(3), 3),
  },
  { what: "a surplus line 3 ms before the reply to the next DATA", answer: heldBack("DATA", surplus, 3) },
  {
    what: "a surplus line 3 ms before the reply to the next dot",
    isMistakable: true,
    answer: heldBack("dot", surplus, 3),
  },
  {
    what: "a surplus line right before the reply to the next dot",
    isMistakable: true,
    answer: heldBack("dot", surplus),
  },
  {
    what: "250 instead of 354",
    answer: at("DATA", ({ socket }) => void socket.write(surplus), isChosen),
  },
  { what: "replies of several lines, a byte at a time", answer: byteByByte },
  {
    what: "a code that changes within the reply to the dot",
    isAmbiguous: true,
    answer: at("dot", ({ reply, socket }) => void socket.write(`250-ok\r\n${reply.replace(/^250/, "451")}`), isChosen),
  },
  {
    what: "a line of 1 MB without end",
    isAmbiguous: true,
    answer: at("dot", ({ socket }) => void socket.write(`250 ${"x".repeat(1_048_576)}`), isChosen),
  },
  { what: "421 to MAIL", answer: at("MAIL", ({ socket }) => void socket.end("421 4.3.2 closing\r\n"), isChosen) },
  { what: "421 to RCPT", answer: at("RCPT", ({ socket }) => void socket.end("421 4.3.2 closing\r\n"), isChosen) },
  {
    what: "421 after the reply to the dot",
    answer: at("dot", ({ reply, socket }) => void socket.end(`${reply}421 4.3.2 closing\r\n`), isChosen),
  },
  {
    what: "a connection that is closed after each reply to the dot",
    answer: at("dot", ({ reply, socket }) => void socket.end(reply)),
  },
  {
    what: "half a reply to the dot, then the end",
    isAmbiguous: true,
    answer: at("dot", ({ reply, socket }) => void socket.end(reply.slice(0, 6)), isChosen),
  },
];
