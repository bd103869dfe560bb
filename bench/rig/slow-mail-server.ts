import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { Drained } from "#bench/rig/start-slow-mail-server.ts";
import { splitSmtpInput } from "#server/adapters/smtp/split-smtp-input.ts";

// A mail server in its own process: it delays every mail by the same time and answers everything else at once.
// node bench/rig/slow-mail-server.ts <milliseconds> <mails>: sends its port, and its record after the last mail.
const [milliseconds, count] = process.argv.slice(2).map(Number);
const seen: Drained = { accepted: [], gaps: [] };
const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on("error", () => undefined);
  let isBody = false;
  let answeredAt: number | null = null;
  const onLine = (line: string) => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO") return socket.write("250-slow\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
    if (verb === "QUIT") return socket.end("221 2.0.0 bye\r\n");
    isBody = verb === "DATA";
    return socket.write(isBody ? "354 go on\r\n" : "250 2.0.0 ok\r\n");
  };
  const onMail = () => {
    isBody = false;
    if (answeredAt !== null) seen.gaps.push(performance.now() - answeredAt);
    setTimeout(() => {
      answeredAt = performance.now();
      seen.accepted.push(answeredAt);
      socket.write(`250 2.0.0 Ok: queued as ${seen.accepted.length}\r\n`);
      if (seen.accepted.length === count) process.send?.(seen);
    }, milliseconds);
  };
  socket.on("data", splitSmtpInput({ isBody: () => isBody, onLine, onMail }));
  socket.write("220 slow ESMTP\r\n");
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
process.send?.(port);
process.once("disconnect", () => process.exit(0));
