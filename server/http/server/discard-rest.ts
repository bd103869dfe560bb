import type { IncomingMessage } from "node:http";

const timeoutMilliseconds = 2_000;

/**
 * Discards the rest of a body after an early response, for 2 s at most, so that the client reads the response instead of a reset.
 * A client that still sends after that is disconnected.
 */
export function discardRest(incoming: IncomingMessage): void {
  if (incoming.readableEnded || incoming.destroyed) return;
  // A body that is not read pauses the socket, and a paused socket blocks the next request of the connection.
  incoming.removeAllListeners("data");
  incoming.resume();
  if (incoming.complete) return;
  const timer = setTimeout(() => incoming.socket.destroy(), timeoutMilliseconds);
  timer.unref();
  incoming.once("close", () => clearTimeout(timer));
  incoming.once("end", () => clearTimeout(timer));
}
