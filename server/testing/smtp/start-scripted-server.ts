import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { splitSmtpInput } from "#server/adapters/smtp/split-smtp-input.ts";

export type Script = {
  banner?: string;
  rcpt?: string;
  /** The reply to DATA, after which no body is read unless it is 354. */
  data?: string;
  /** Sent when the body has begun, when no reply is due. */
  afterData?: string;
  /** The reply to MAIL on a connection that has carried a mail. */
  secondMail?: string;
  /** The reply to a whole mail; `hang` gives none, `drop` ends the connection instead. One per mail, the last repeats. */
  dot?: readonly string[];
  extensions?: readonly string[];
  /** Closes a connection that is asked for its second mail. */
  oneMailPerConnection?: boolean;
};

/** A mail server for tests of the mailer: it follows a script byte by byte and records its input. */
export async function startScriptedServer(script: Script = {}) {
  const heard: string[] = [];
  const mails: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let closed = 0;
  let bodyBytes = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    connections += 1;
    socket.on("error", () => undefined);
    socket.on("close", () => {
      sockets.delete(socket);
      closed += 1;
    });
    let data = false;
    let taken = 0;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const onMail = (mail: string) => {
      data = false;
      taken += 1;
      mails.push(mail);
      const replies = script.dot ?? ["250 2.0.0 Ok: queued as 4X"];
      const reply = replies[Math.min(mails.length, replies.length) - 1] ?? "hang";
      if (reply === "drop") socket.destroy();
      else if (reply !== "hang") say(reply);
    };
    const onLine = (line: string) => {
      heard.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO")
        say(["250-scripted", ...(script.extensions ?? []).map((name) => `250-${name}`), "250 HELP"].join("\r\n"));
      else if (verb === "MAIL" && script.oneMailPerConnection && taken > 0) socket.destroy();
      else if (verb === "MAIL" && script.secondMail && taken > 0) say(script.secondMail);
      else if (verb === "RCPT") say(script.rcpt ?? "250 2.1.5 Ok");
      else if (verb === "DATA") {
        data = !script.rcpt?.match(/^[45]/) && (script.data ?? "354").startsWith("354");
        say(script.rcpt?.match(/^[45]/) ? "503 no recipient" : (script.data ?? "354 go on"));
      } else if (verb === "QUIT") socket.end("221 bye\r\n");
      else say("250 Ok");
    };
    const onData = splitSmtpInput({ isBody: () => data, onLine, onMail });
    socket.on("data", (chunk) => {
      if (data) bodyBytes += chunk.length;
      if (data && script.afterData) say(script.afterData);
      onData(chunk);
    });
    say(script.banner ?? "220 scripted ESMTP");
    if (script.banner?.startsWith("421")) socket.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...{ url, heard, mails, close },
    connections: () => connections,
    closed: () => closed,
    /** The bytes that arrived after a 354. */
    bodyBytes: () => bodyBytes,
  };
}
