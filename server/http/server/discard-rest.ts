import type { IncomingMessage } from "node:http";

const patienceMilliseconds = 2_000;

/**
 * After an answer that came before the body had ended: the rest is read and thrown away for a moment, so that the client
 * gets to read the answer instead of a reset; whoever goes on sending is cut off.
 */
export function discardRest(incoming: IncomingMessage): void {
  if (incoming.readableEnded || incoming.destroyed) return;
  // The body's stream pauses the socket when nobody reads it, and a paused one blocks the next request of the connection.
  incoming.removeAllListeners("data");
  incoming.resume();
  if (incoming.complete) return;
  const timer = setTimeout(() => incoming.socket.destroy(), patienceMilliseconds);
  timer.unref();
  incoming.once("close", () => clearTimeout(timer));
  incoming.once("end", () => clearTimeout(timer));
}
