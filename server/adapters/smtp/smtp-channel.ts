import type { Socket } from "node:net";
import { createReplyReader, type SmtpReply } from "#server/adapters/smtp/read-smtp-replies.ts";
import { SmtpError } from "#server/adapters/smtp/smtp-error.ts";

/** One connection to a mail server. After its first failure every call rejects with it, and the socket is destroyed. */
export type SmtpChannel = {
  /** Resolves with the next reply without sending a command: the greeting. */
  greeting: (milliseconds: number) => Promise<SmtpReply>;
  ask: (command: string, milliseconds: number) => Promise<SmtpReply>;
  /** Writes all commands at once (RFC 2920) and settles with one reply each, in their order. */
  askAll: (commands: readonly string[], milliseconds: number) => Promise<PromiseSettledResult<SmtpReply>[]>;
  /** Writes without asking. Resolves once the socket has taken the bytes. */
  write: (bytes: Buffer, milliseconds: number) => Promise<void>;
  /** Throws the failure that ended the connection. */
  check: () => void;
  /** Whether every reply was asked for, all of them have come, and the server has said nothing since. */
  isQuiet: () => boolean;
  /** Ends the connection at once; what waits rejects with the error. */
  fail: (error: Error) => void;
  /** Takes the socket out, for TLS, unless the channel has failed. It is then of no further use. */
  release: () => Socket;
  /** Whether the connection keeps the process alive. */
  hold: (alive: boolean) => void;
};

type Waiting = { resolve: (reply: SmtpReply) => void; reject: (error: Error) => void };

const longestReplyBytes = 64 * 1024;
const serverIsClosing = 421;

/**
 * Reads a socket strictly: each reply belongs to the oldest command without one, and a byte that comes when nothing was
 * asked ends the connection. A reply is thus never taken for the answer to a later command (decision 69). `onBreach` is
 * called for every protocol breach (an EPROTOCOL error), also one found by a caller.
 */
export function createSmtpChannel(socket: Socket, onBreach: () => void = () => {}): SmtpChannel {
  const reader = createReplyReader(longestReplyBytes);
  const waiting: Waiting[] = [];
  let fault: Error | null = null;

  const fail = (error: Error) => {
    if (fault) return;
    fault = error;
    socket.destroy();
    if (error instanceof SmtpError && error.code === "EPROTOCOL") onBreach();
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  const disturb = (said: string, unasked?: number) =>
    fail(new SmtpError(`the server sent unexpected data: ${said}`, { code: "EPROTOCOL", unasked }));
  const onReply = (reply: SmtpReply) => {
    const next = fault ? undefined : waiting.shift();
    next?.resolve(reply);
    // 421 closes the connection, to any command (RFC 5321, 4.2.1 and 3.8): no further reply comes.
    if (reply.code === serverIsClosing) {
      fail(new SmtpError(`the server closes: ${reply.text}`, { response: reply.text, responseCode: reply.code }));
    } else if (!next) disturb(reply.text.slice(0, 200), reply.code);
  };
  const onData = (chunk: Buffer) => {
    try {
      reader.read(chunk, onReply);
      if (waiting.length === 0 && reader.isPartial()) disturb("the beginning of a reply");
    } catch (error) {
      fail(error instanceof Error ? error : new Error("the reply cannot be read", { cause: error }));
    }
  };
  const onEnd = () => fail(new SmtpError("the connection was closed", { code: "ECONNECTION" }));
  // Never removed: an "error" event without a listener would end the process.
  const onError = (cause: Error) => fail(new SmtpError(wordsOf(cause), { code: "ECONNECTION", cause }));
  socket.on("data", onData).on("end", onEnd).on("close", onEnd).on("error", onError);

  const within = async <T>(milliseconds: number, work: Promise<T>): Promise<T> => {
    const seconds = milliseconds / 1_000;
    const late = () => fail(new SmtpError(`no reply within ${seconds} s`, { code: "ETIMEDOUT" }));
    const timer = setTimeout(late, milliseconds);
    return work.finally(() => clearTimeout(timer));
  };
  const expect = (): Promise<SmtpReply> =>
    new Promise((resolve, reject) => {
      if (fault) reject(fault);
      else waiting.push({ resolve, reject });
    });
  const send = (text: string) => {
    if (!fault) socket.write(text, "utf8");
  };

  return {
    greeting: (milliseconds) => within(milliseconds, expect()),
    ask(command, milliseconds) {
      const reply = expect();
      send(`${command}\r\n`);
      return within(milliseconds, reply);
    },
    askAll(commands, milliseconds) {
      const replies = commands.map(expect);
      send(commands.map((command) => `${command}\r\n`).join(""));
      return within(milliseconds, Promise.allSettled(replies));
    },
    write(bytes, milliseconds) {
      const taken = new Promise<void>((resolve, reject) => {
        if (fault) return reject(fault);
        // Called with an error, too, when the socket is destroyed.
        socket.write(bytes, (error) => (error ? reject(fault ?? error) : resolve()));
      });
      return within(milliseconds, taken);
    },
    check() {
      if (fault) throw fault;
    },
    isQuiet: () => fault === null && waiting.length === 0 && !reader.isPartial() && socket.writable,
    fail,
    release() {
      if (fault) throw fault;
      socket.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onError);
      fault = new Error("the socket was detached from this channel");
      return socket;
    },
    hold(alive) {
      if (alive) socket.ref();
      else socket.unref();
    },
  };
}

/** When none of a host's addresses answers, the error has no message: it contains one error for each address. */
const wordsOf = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map((each: unknown) => String(each)).join("; ") : error.message;
