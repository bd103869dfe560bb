import type { Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

const patienceMilliseconds = 2_000;
const statuses: Record<string, string> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/**
 * Answers an unreadable request with Node's own statuses (400, 408, 413, 431). Node closes the socket at once, and unread bytes
 * then reset the connection before the client has read the answer. Here the rest is read and discarded for 2 s at most.
 */
export function answerUnreadable(server: Server): void {
  const answering = new WeakSet<Duplex>();
  const answered = new WeakSet<Duplex>();
  server.on("request", ({ socket }, response: ServerResponse) => {
    answering.add(socket);
    response.once("close", () => answering.delete(socket));
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    // The parser fails again at each further chunk.
    if (answered.has(socket)) return;
    // After an answer has begun, a status line would be read as a part of it.
    if (error.code === "ECONNRESET" || !socket.writable || answering.has(socket)) {
      socket.destroy();
      return;
    }
    answered.add(socket);
    socket.end(`HTTP/1.1 ${statuses[error.code ?? ""] ?? "400 Bad Request"}\r\nConnection: close\r\n\r\n`);
    socket.resume();
    const timer = setTimeout(() => socket.destroy(), patienceMilliseconds).unref();
    socket.once("close", () => clearTimeout(timer));
  });
}
