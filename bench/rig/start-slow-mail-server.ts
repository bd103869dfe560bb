import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { splitSmtpInput } from "#server/adapters/smtp/split-smtp-input.ts";

/**
 * A mail server that delays every mail by the same time and answers everything else at once. It records when each 250
 * left, and how long each connection then waited for its next MAIL.
 */
export async function startSlowMailServer(dotMilliseconds: number, onMail: (count: number) => void) {
  const accepted: number[] = [];
  const idle: number[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    let isBody = false;
    let answeredAt: number | null = null;
    const onLine = (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") return socket.write("250-slow\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
      if (verb === "QUIT") return socket.end("221 2.0.0 bye\r\n");
      if (verb === "MAIL" && answeredAt !== null) idle.push(performance.now() - answeredAt);
      isBody = verb === "DATA";
      return socket.write(isBody ? "354 go on\r\n" : "250 2.0.0 ok\r\n");
    };
    const onBody = () => {
      isBody = false;
      setTimeout(() => {
        answeredAt = performance.now();
        accepted.push(answeredAt);
        socket.write(`250 2.0.0 Ok: queued as ${accepted.length}\r\n`);
        onMail(accepted.length);
      }, dotMilliseconds);
    };
    socket.on("data", splitSmtpInput({ isBody: () => isBody, onLine, onMail: onBody }));
    socket.write("220 slow ESMTP\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port, accepted, idle, close };
}
