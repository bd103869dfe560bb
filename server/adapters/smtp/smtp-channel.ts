import type { Socket } from "node:net";
import { createReplyReader, type SmtpReply } from "#server/adapters/smtp/read-smtp-replies.ts";
import { SmtpError } from "#server/adapters/smtp/smtp-error.ts";

/** One connection to a mail server. After its first failure every call rejects with it, and the socket is destroyed. */
export type SmtpChannel = {
  /** Resolves with the server's greeting. */
  greeting: (milliseconds: number) => Promise<SmtpReply>;
  ask: (command: string, milliseconds: number) => Promise<SmtpReply>;
  /** Writes all commands at once (RFC 2920) and settles with one reply per command, in their order. */
  askAll: (commands: readonly string[], milliseconds: number) => Promise<PromiseSettledResult<SmtpReply>[]>;
  /** Writes bytes that have no reply. Resolves when the socket has taken them. */
  write: (bytes: Buffer, milliseconds: number) => Promise<void>;
  /** Throws the failure that ended the connection. */
  check: () => void;
  /** Whether all replies were received and no unexpected byte. */
  isQuiet: () => boolean;
  /** Closes the connection at once; waiting calls reject with the error. */
  fail: (error: Error) => void;
  /** Detaches the socket, for TLS, unless the channel has failed. The channel must not be used after it. */
  release: () => Socket;
  /** Whether the connection keeps the process alive. */
  hold: (alive: boolean) => void;
};

type Waiting = { resolve: (reply: SmtpReply) => void; reject: (error: Error) => void };

const longestReplyBytes = 64 * 1024;
const serverIsClosing = 421;

/**
 * Creates a strict channel: each reply belongs to the oldest command without one, and an unexpected byte closes the connection, so
 * that no reply is assigned to a later command (decision 69). `onBreach` is called for every protocol violation (EPROTOCOL), also
 * for those that a caller detects.
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
    // 421 closes the connection, whatever the command (RFC 5321, 4.2.1 and 3.8): no further reply comes.
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

/** If none of a host's addresses answers, the error has no message and contains one error per address. */
const wordsOf = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map((each: unknown) => String(each)).join("; ") : error.message;
